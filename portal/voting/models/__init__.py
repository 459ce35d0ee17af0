"""Votes, the roll frozen at opening, and ballots that are only ever added."""

from portal.voting.models.ballots import Answer, Ballot, BallotState, Channel, InvalidReason
from portal.voting.models.electorate import Delivery, DeliveryWay, Voter, VoterPart
from portal.voting.models.votes import (
    Option,
    Publication,
    PublicationKind,
    Question,
    Vote,
    VoteScope,
    VoteSetting,
)

__all__ = [
    "Answer",
    "Ballot",
    "BallotState",
    "Channel",
    "Delivery",
    "DeliveryWay",
    "InvalidReason",
    "Option",
    "Publication",
    "PublicationKind",
    "Question",
    "Vote",
    "VoteScope",
    "VoteSetting",
    "Voter",
    "VoterPart",
]
