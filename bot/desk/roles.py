"""Who may do what at the desk: four roles, and one table of what each may do."""

from __future__ import annotations

from enum import Enum


class Permission(Enum):
    """One thing that a role may allow."""

    READ = "read"
    """See queues, questions, answers and statistics."""
    ANSWER = "answer"
    """Write, publish, take back and extend answers; ignore questions."""
    ARRANGE = "arrange"
    """Merge, split and move what belongs together."""
    CONFIRM = "confirm"
    """Say that a particular of the college was checked today."""
    EXPORT = "export"
    """Take tables out of the desk."""
    IMPORT = "import"
    """Bring in answers from a table or from YAML."""
    TRAIN = "train"
    """Have the bot trained anew."""
    AUDIT = "audit"
    """Read who did what."""
    STAFF = "staff"
    """Make, change and close accounts."""


class Role(Enum):
    """What an account is for. The value is what the database holds and the pages show."""

    VIEWER = "查看"
    COUNSELOR = "辅导员"
    REVIEWER = "审核"
    ADMINISTRATOR = "管理员"

    def may(self, permission: Permission) -> bool:
        """Tell whether an account of this role may do something."""
        return permission in ALLOWED[self]


_COUNSELOR = frozenset(
    {
        Permission.READ,
        Permission.ANSWER,
        Permission.ARRANGE,
        Permission.CONFIRM,
        Permission.EXPORT,
    }
)
_REVIEWER = _COUNSELOR | {Permission.IMPORT, Permission.TRAIN, Permission.AUDIT}

ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset({Permission.READ}),
    Role.COUNSELOR: _COUNSELOR,
    Role.REVIEWER: _REVIEWER,
    Role.ADMINISTRATOR: _REVIEWER | {Permission.STAFF},
}
