"""The linter of teaching content: rules for sources, claims and lessons. `quizzes.linting` adds those for questions."""
