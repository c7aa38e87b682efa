from reference_service import Service
class Trade(Service):
	pass
