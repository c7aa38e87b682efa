/* Stations. */
#include "measure/observe.h"

/* stations: changes of owner to another agent, the first included */
static int32_t stations(struct observer *observer,
                        const struct session *session)
{
	struct observation made;
	size_t i;
	int32_t status;

	if (session->resolved < 0)
		return KEFU_OK;
	observation_of(&made, session, session->resolved);
	made.den = 1;
	for (i = 0; i < session->count; i++)
		made.num += session->steps[i].owner != 0 &&
		            session->steps[i].owner !=
		            session->steps[i].owner_before;
	made.reading = made.num;
	status = credit_session(observer, session, CREDIT_OWNER,
	                        &session->steps[session->resolve_step]);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

int32_t read_stations(struct observer *observer)
{
	return sessions_read(observer, stations);
}
