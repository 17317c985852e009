"""The Korea Customs Service: trade, exchange rates for duty, tariffs."""
