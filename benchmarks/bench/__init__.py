"""How fast the product answers, how much memory it takes, how soon it is ready."""
