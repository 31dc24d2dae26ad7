"""OneBot v11: what programs that drive an ordinary QQ account speak (NapCat, LuckyLillia …).

Against QQ's terms: accounts get closed for it. The channel is off unless it is asked for.
The names follow the standard (github.com/botuniverse/onebot-11).
"""
