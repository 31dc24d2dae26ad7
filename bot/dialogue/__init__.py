"""Conversation: what Rasa trains on (importer) and how it speaks (NLG)."""
