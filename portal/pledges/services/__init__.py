"""What may be done with schemes and pledges."""
