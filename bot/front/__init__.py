"""The only public process: the page, the chat API and the health check."""
