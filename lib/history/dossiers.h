/* Dossiers: orders and refund cases, and which cases belong to which order. */
#ifndef HISTORY_DOSSIERS_H
#define HISTORY_DOSSIERS_H

#include "history/fold.h"

/* Sorts the history's orders and refunds and joins them; their events are in
 * place. KEFU_E_NOMEM. */
int32_t dossiers_join(struct fold *fold);

/* The first event of a kind, or NULL. */
const struct entry *dossier_first(const struct dossier *dossier, uint8_t kind);
/* The first event of a kind after another of the dossier, or NULL. */
const struct entry *dossier_after(const struct dossier *dossier,
                                  const struct entry *since, uint8_t kind);
/* An order of the history by its id, or NULL; of several the live one, else the
 * latest. */
const struct dossier *dossier_of_order(const struct customer_history *history,
                                       kefu_id order);
/* The order that some events name first, or 0. */
kefu_id dossier_order(const struct entry *events, size_t count);

#endif
