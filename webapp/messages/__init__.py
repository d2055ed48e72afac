"""Messages that leave the house: what failed, the channels they take, and what each person wants to be told."""
