"""What somebody who leaves has in custody, and to whom it goes."""
