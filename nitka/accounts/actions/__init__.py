"""Verbs of accounts: make a workspace, let people in, give and take rights and tokens."""

from nitka.accounts.actions.begin import SETUP_LOCK, AlreadySetUp, create_member, create_workspace, set_up
from nitka.accounts.actions.brand import set_brand
from nitka.accounts.actions.directory import register, unregister
from nitka.accounts.actions.invite import Refused, accept, invite, revoke_invitation
from nitka.accounts.actions.issuer import LastWay, remove_issuer, set_issuer, unlink
from nitka.accounts.actions.kept import MOST_VIEWS, TooMany, keep_view, rename_view
from nitka.accounts.actions.members import (
    LastOwner,
    NotAllowed,
    deactivate,
    reactivate,
    set_availability,
    set_hours,
    set_rights,
)
from nitka.accounts.actions.own import end_streams_of, set_password, set_preferences
from nitka.accounts.actions.rights import rights_changed
from nitka.accounts.actions.second_step import WorksElsewhere, take_step_off
from nitka.accounts.actions.settings import set_setting
from nitka.accounts.actions.sign_in_rules import set_sign_in_rules
from nitka.accounts.actions.teams import (
    NameTaken,
    create_team,
    delete_team,
    leave_teams,
    rename_team,
    restore_team,
    set_team_members,
)
from nitka.accounts.actions.tokens import create_token, revoke_token, touch_token

__all__ = [
    "MOST_VIEWS",
    "SETUP_LOCK",
    "AlreadySetUp",
    "LastOwner",
    "LastWay",
    "NameTaken",
    "NotAllowed",
    "Refused",
    "TooMany",
    "WorksElsewhere",
    "accept",
    "create_member",
    "create_team",
    "create_token",
    "create_workspace",
    "deactivate",
    "delete_team",
    "end_streams_of",
    "invite",
    "keep_view",
    "leave_teams",
    "reactivate",
    "register",
    "remove_issuer",
    "rename_team",
    "rename_view",
    "restore_team",
    "revoke_invitation",
    "revoke_token",
    "rights_changed",
    "set_availability",
    "set_brand",
    "set_hours",
    "set_issuer",
    "set_password",
    "set_preferences",
    "set_rights",
    "set_setting",
    "set_sign_in_rules",
    "set_team_members",
    "set_up",
    "take_step_off",
    "touch_token",
    "unlink",
    "unregister",
]
