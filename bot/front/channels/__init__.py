"""The channels' routes, clients and connections; their codecs are in :mod:`bot.channels`."""
