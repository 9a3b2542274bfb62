"""What a customer's text says, by rules: its intents, the services, people and choices it names."""
