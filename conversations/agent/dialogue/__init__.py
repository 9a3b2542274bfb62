"""Booking, moving and cancelling over several messages.

:class:`~conversations.agent.dialogue.scene.Scene` is one message in its surroundings,
:class:`~conversations.agent.dialogue.state.Talk` what is remembered until the next.
"""
