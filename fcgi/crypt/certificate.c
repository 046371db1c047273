#include "crypt/certificate.h"

#include <mbedtls/x509_crt.h>

#include "base/clock.h"

static int64_t time_of(const mbedtls_x509_time *time)
{
	const struct date date = { time->year, time->mon, time->day };

	/* Certificates tell UTC. */
	return day_of_date(date) * (int64_t)MS_PER_DAY +
		((time->hour * 60 + time->min) * 60 + time->sec) * (int64_t)1000;
}

bool certificate_end(const char *file, int64_t *end)
{
	mbedtls_x509_crt chain;
	bool read;

	mbedtls_x509_crt_init(&chain);
	read = mbedtls_x509_crt_parse_file(&chain, file) == 0 && chain.version != 0;
	*end = 0;
	for (const mbedtls_x509_crt *one = &chain; read && one != NULL; one = one->next)
		if (*end == 0 || time_of(&one->valid_to) < *end)
			*end = time_of(&one->valid_to);
	mbedtls_x509_crt_free(&chain);
	return read;
}
