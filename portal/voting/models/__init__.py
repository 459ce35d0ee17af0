"""Votes, the roll frozen at opening, and ballots that are only ever added."""

from portal.voting.models.after import Extension, Recount, ResultObjection, VoteReminder
from portal.voting.models.ballots import Answer, Ballot, BallotState, Channel, InvalidReason
from portal.voting.models.call_backs import CallBack, CallBackBallot, CallBackDraw, CallBackOutcome
from portal.voting.models.disputes import Dispute
from portal.voting.models.doors import DoorList, Visit, VisitOutcome
from portal.voting.models.electorate import Delivery, DeliveryWay, Voter, VoterPart
from portal.voting.models.papers import (
    BoxCount,
    PaperBallot,
    PaperPhoto,
    PaperReading,
    PrintRun,
    SecondReader,
)
from portal.voting.models.rolls import (
    ElectorEntry,
    ElectorPublication,
    ExcludedPart,
    RollObjection,
    RollPublication,
)
from portal.voting.models.serving import NoticedVoter, ServedByNotice
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
    "CallBack",
    "CallBackBallot",
    "CallBackDraw",
    "CallBackOutcome",
    "Channel",
    "Delivery",
    "DeliveryWay",
    "Dispute",
    "DoorList",
    "ElectorEntry",
    "ElectorPublication",
    "ExcludedPart",
    "Extension",
    "InvalidReason",
    "Mandate",
    "MandateKind",
    "NoticedVoter",
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
    "ServedByNotice",
    "Visit",
    "VisitOutcome",
    "Vote",
    "VoteReminder",
    "VoteScope",
    "VoteSetting",
    "Voter",
    "VoterPart",
]
