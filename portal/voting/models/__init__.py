"""Votes, the roll frozen at opening, and ballots that are only ever added."""

from portal.voting.models.after import Extension, Recount, ResultObjection, VoteReminder
from portal.voting.models.ballots import Answer, Ballot, BallotState, Channel, InvalidReason
from portal.voting.models.disputes import Dispute
from portal.voting.models.electorate import Delivery, DeliveryWay, Voter, VoterPart
from portal.voting.models.papers import (
    BoxCount,
    PaperBallot,
    PaperPhoto,
    PaperReading,
    PrintRun,
    SecondReader,
)
from portal.voting.models.rolls import ElectorEntry, ExcludedPart, RollObjection, RollPublication
from portal.voting.models.standing import BarredProxy, Mandate, MandateKind, OwnerDeath
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
    "BarredProxy",
    "BoxCount",
    "Channel",
    "Delivery",
    "DeliveryWay",
    "Dispute",
    "ElectorEntry",
    "ExcludedPart",
    "Extension",
    "InvalidReason",
    "Mandate",
    "MandateKind",
    "Option",
    "OwnerDeath",
    "PaperBallot",
    "PaperPhoto",
    "PaperReading",
    "PrintRun",
    "Publication",
    "PublicationKind",
    "Question",
    "Recount",
    "ResultObjection",
    "RollObjection",
    "RollPublication",
    "SecondReader",
    "Vote",
    "VoteReminder",
    "VoteScope",
    "VoteSetting",
    "Voter",
    "VoterPart",
]
