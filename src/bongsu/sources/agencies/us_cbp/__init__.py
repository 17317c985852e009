"""U.S. Customs and Border Protection: what was seized at the borders of the United States."""
