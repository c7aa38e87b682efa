/* Backlog and stations. */
#include "measure/clock.h"
#include "measure/observe.h"

/* backlog, backlog_age: sessions not ended at the instant of the query,
 * whatever its days */
static int32_t waiting_work(struct observer *observer,
                            const struct session *session)
{
	int64_t now = observer->fold->as_of;
	struct observation made;
	int32_t status;

	if (session->ended >= 0)
		return KEFU_OK;
	observation_of(&made, session, now);
	if (observer->definition->metric->variant == VARIANT_AGE)
		make_duration(&made, clock_reading(observer->definition,
		                                   session, session->opened,
		                                   now));
	else
		made.num = made.reading = 1;
	made.is_undated = 1;
	status = credit_session(observer, session, CREDIT_OWNER, NULL);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

/* backlog_flow: +1 at opening, -1 at the resolution in force */
static int32_t flow(struct observer *observer, const struct session *session)
{
	struct observation made;
	int32_t status;

	observation_of(&made, session, session->opened);
	made.num = made.reading = 1;
	status = credit_session(observer, session, CREDIT_OWNER, NULL);
	if (status == KEFU_OK)
		status = observe(observer, &made);
	if (status != KEFU_OK || session->resolved < 0)
		return status;
	made.t = session->resolved;
	made.num = made.reading = -1;
	return observe(observer, &made);
}

int32_t read_backlog(struct observer *observer)
{
	return sessions_read(observer,
		observer->definition->metric->variant == VARIANT_FLOW
		? flow : waiting_work);
}

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
