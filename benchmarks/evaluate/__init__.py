"""``make evaluate``: how well the bot, and its peers, answer questions nobody trained them on."""
