"""What each role may do. Pure: members in, a yes or no out."""

from enum import StrEnum

from nitka.accounts.models import KeptView, Member, Role, Scope


class Permission(StrEnum):
    """One thing that somebody may or may not do."""

    ANSWER = "answer"  # write to customers, change conversations
    EXPORT = "export"  # take customers' data away as a file
    MANAGE = "manage"  # the work of others: tasks, how ratings are asked
    TEAMS = "teams"
    MEMBERS = "members"
    CHANNELS = "channels"
    BRAND = "brand"
    TOKENS = "tokens"
    ADMINISTER = "administer"  # quarantine, first steps, what else belongs to the installation
    AUDIT = "audit"
    SIGN_IN = "sign_in"  # what the workspace asks of it
    OWN = "own"  # make owners


_AGENT = frozenset({Permission.ANSWER, Permission.EXPORT})
_MANAGER = _AGENT | {Permission.MANAGE, Permission.TEAMS}
_ADMINISTRATOR = _MANAGER | {
    Permission.MEMBERS,
    Permission.CHANNELS,
    Permission.BRAND,
    Permission.TOKENS,
    Permission.ADMINISTER,
    Permission.AUDIT,
    Permission.SIGN_IN,
}
PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.OBSERVER: frozenset(),
    Role.AGENT: _AGENT,
    Role.MANAGER: _MANAGER,
    Role.ADMINISTRATOR: _ADMINISTRATOR,
    Role.OWNER: _ADMINISTRATOR | {Permission.OWN},
}
RANKS: dict[str, int] = {role: rank for rank, role in enumerate(PERMISSIONS)}


def has(member: Member, permission: Permission) -> bool:
    """Whether a member's role holds a permission."""
    return member.is_active and permission in PERMISSIONS[member.role]


def can_administer(member: Member) -> bool:
    """Channels, quarantine and what did not go out."""
    return has(member, Permission.ADMINISTER)


def can_manage(member: Member) -> bool:
    """The work of others: assign, close tasks, settings of ratings."""
    return has(member, Permission.MANAGE)


def can_answer(member: Member) -> bool:
    """Write to customers and change conversations."""
    return has(member, Permission.ANSWER)


def can_share_views(member: Member) -> bool:
    """Put a view into everybody's navigation, and take it away."""
    return can_manage(member)


def can_change_view(member: Member, view: KeptView) -> bool:
    """One's own, and as a manager those of everybody."""
    return view.member_id == member.pk or (view.member_id is None and can_share_views(member))


def can_see_members(member: Member) -> bool:
    """Who works here: everybody who works here."""
    return member.is_active


def can_manage_members(member: Member) -> bool:
    """Invite, change roles, deactivate."""
    return has(member, Permission.MEMBERS)


def can_manage_teams(member: Member) -> bool:
    """Make and change teams."""
    return has(member, Permission.TEAMS)


def can_change_brand(member: Member) -> bool:
    """The company's name, logo, signature, colours."""
    return has(member, Permission.BRAND)


def can_manage_tokens(member: Member) -> bool:
    """Keys to the API."""
    return has(member, Permission.TOKENS)


def can_read_audit(member: Member) -> bool:
    """The log of what matters for security."""
    return has(member, Permission.AUDIT)


def can_change_sign_in(member: Member) -> bool:
    """What sign-in asks for: second steps, passwords."""
    return has(member, Permission.SIGN_IN)


def can_change_issuer(member: Member) -> bool:
    """Who vouches for members: whoever may make owners, since it could sign in as one."""
    return has(member, Permission.OWN)


def can_give(member: Member, role: str) -> bool:
    """Give a role to somebody: nobody raises above themselves."""
    return can_manage_members(member) and RANKS[role] <= RANKS[member.role]


def can_change(member: Member, other: Member) -> bool:
    """Change somebody's role and rights, deactivate them: only those not above oneself."""
    return can_manage_members(member) and RANKS[other.role] <= RANKS[member.role]


def sees_all(member: Member | None) -> bool:
    """Whether no scope narrows what is seen: a program of the company's, who administers, and whose scope is all."""
    return member is None or member.scope == Scope.ALL or Permission.ADMINISTER in PERMISSIONS[member.role]
