"""Custom actions of the Rasa action server, one module a family."""
