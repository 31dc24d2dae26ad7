"""Why a callback of a platform isn't taken."""


class CallbackError(ValueError):
    """A callback that isn't taken; the message says why and holds nothing that was sent."""


class ForgedError(CallbackError):
    """The signature doesn't fit, or the message was meant for another receiver."""


class StaleError(CallbackError):
    """Signed too long ago, or in the future: a replay, or one of two clocks is off."""


class MalformedError(CallbackError):
    """Signed or not, it can't be read."""
