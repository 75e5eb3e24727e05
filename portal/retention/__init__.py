"""How long the portal keeps what, who may stop that, and what was destroyed.

``schedule`` holds the classes of material, each under its row of the rulebook (an app adds its own with
``schedule.register``); ``holds`` keeps a case or a whole organisation out of it; ``proposing`` freezes a list and takes
the second signature, ``working`` carries it out batch by batch, ``recording`` writes what was done. Trail, notices,
public register and decisions are in no class at all.
"""
