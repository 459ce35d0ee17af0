"""What papers of a vote have in common: the vote itself, who convened it, whom to reach."""

from collections.abc import Callable, Iterator

from portal.domain.stages import VoteState
from portal.domain.tally import MatterClass, Regime
from portal.exports.papers.kinds import Offer, Where
from portal.voting.models import Vote
from portal.voting.queries import get_vote, is_secret, list_votes

LAW = "《中华人民共和国民法典》第二百七十八条"
TURNOUT = "应当由专有部分面积占比三分之二以上的业主且人数占比三分之二以上的业主参与表决"
NEEDS = {
    MatterClass.ORDINARY: "经参与表决专有部分面积过半数的业主且参与表决人数过半数的业主同意",
    MatterClass.SPECIAL: "经参与表决专有部分面积四分之三以上的业主且参与表决人数四分之三以上的业主同意",
}


def vote_of(where: Where, subject: str) -> Vote:
    """:raises sqlalchemy.exc.NoResultFound: none of that number in the estate."""
    return get_vote(int(subject.split("-")[0]), estate_id=where.estate_id)


def votes(fits: Callable[[Vote, Where], str]) -> Callable[[Where], Iterator[Offer]]:
    """An offer a vote; ``fits`` says what is still wanting."""

    def offers(where: Where) -> Iterator[Offer]:
        for vote in list_votes(where.estate_id or 0):
            yield Offer(str(vote.id), vote.title, fits(vote, where))

    return offers


def announced(vote: Vote, _where: Where) -> str:
    return "" if vote.state is not VoteState.VOID else "这次投票已作废"


def published(vote: Vote, _where: Where) -> str:
    return "" if vote.published_at else "结果还没有公布"


def is_final(vote: Vote, _where: Where) -> str:
    return "" if vote.final_at else "还没有定案"


def counted(vote: Vote, where: Where) -> str:
    return "投票还没有截止" if is_secret(vote, where.now) else ""


def owners(vote: Vote) -> str:
    who = "全体业主" if vote.regime is Regime.OWNERS else "全体居民"
    return f"{vote.estate.name}{who}"


def convener(vote: Vote) -> str:
    return vote.convener or vote.estate.community.name


def contact(vote: Vote) -> str:
    community = vote.estate.community
    return vote.contact or " ".join(filter(None, [community.name, community.contact, community.phone]))
