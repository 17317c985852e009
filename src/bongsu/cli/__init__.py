"""At a prompt: the bongsu command."""
