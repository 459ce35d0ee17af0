"""Every paper of the features below: whoever imports this has them all in `kinds.SORTS`."""

from portal.exports.papers import estate, money, steering, vote_notices, votes

__all__ = ["estate", "money", "steering", "vote_notices", "votes"]
