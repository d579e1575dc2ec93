"""The linter's rules for questions and quizzes."""
