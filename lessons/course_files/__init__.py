"""The files of a course: reading, checking, planning, writing and dumping them.

The engine is generic: it is handed its models in order (`Content`), and each model says in its `fixture` where
its rows stand. casite/loading.py puts the two together.
"""
