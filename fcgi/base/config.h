/*
 * config: the operator's settings, read once from an INI file by libinih.  One table names every key, its
 * type, default and bounds; each unknown key and bad value is told with its line.  Owns its strings.
 * Relative paths are taken from the state folder (state itself
 * and those that name program files: from the current folder).  Depends on: base/status, ini.
 */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "ini/problem.h"

/* Worker processes of one master. */
#define WORKERS_MAX 256

/* Where the settings stand in their file. */
struct config_source;

struct config {
	struct config_source *source;
	struct {
		char *id;		/* prefix of every Redis key */
		char *name;
		char *short_name;	/* for narrow screens and home screens; empty: name */
		char *host;		/* 主办单位 */
		char *domain;		/* public host name for links in QR codes; empty: the request's */
		char *idcode;		/* 网站标识码 */
		char *icp;
		char *police;
		char *contact;
		char *emblem;		/* a square PNG file; empty: the board's own picture */
		char *colour;		/* of what can be pressed; empty: the board's blue */
		char *areas;		/* 街道, 乡镇: names between commas; empty: where it is may be typed */
		char *number_prefix;
		bool app;		/* browsers may keep a page for when there is no network */
		char *certificate;	/* PEM file that the web server shows to visitors; may be empty */
	} site;
	struct {
		char *socket;
		char *listen;		/* ADDRESS:PORT of IPv4 instead, for nginx on other machines; or empty */
		char *web_servers;	/* the IPv4 addresses that may ask there, commas between */
		char *sites;		/* folder of further sites' files (*.conf); empty: this one alone */
		int processes;		/* at most WORKERS_MAX; 0: one per core, at least 2 */
		int backlog;
		int body_limit;		/* bytes */
		int upload_limit;	/* bytes of a form with photos */
		int memory_limit;	/* bytes that one request may take */
		int request_seconds;	/* a request that takes longer ends its worker */
	} worker;
	struct {
		bool json;		/* lines are JSON objects */
		int slow_ms;		/* a request that takes longer gets a line; 0: none does for that */
	} log;
	struct {
		char *socket;
		char *user;
		char *password_file;
		int timeout_ms;
		char *sentinels;	/* ADDRESS:PORT, commas between; empty: socket leads to the only Redis */
		char *master;		/* what they call it */
		char *cluster;		/* ADDRESS:PORT of some nodes of a Redis Cluster; empty: it is none */
		int replicas;		/* so many must have a commit before it is acknowledged */
	} redis;
	struct {
		char *state;
		char *keys;
		char *photos;		/* what residents sent, made smaller */
		char *reports;		/* inclusion lists of yearly reports */
		char *attachments;	/* the files of articles */
		char *portal;		/* header, footer and styles of a portal, which nginx shows; need not be there */
		char *search;		/* the search index */
		char *suggest;		/* what suggestions know */
		/* nginx's cache folders with commas between, emptied by an unpublish */
		char *cache;
		char *templates;
		char *holidays;
		char *holidays_local;	/* may be empty */
		char *words;
		char *themes;		/* everyday matters, for suggestions */
		char *clamd;		/* the virus scanner's socket; empty: none */
		char *targets;		/* whom the outbox is delivered to; need not be there */
	} paths;
	struct {
		bool approval_topic;
		int review_days;	/* working days */
		int dispatch_days;	/* working days */
		/* working days after the assignment in which a department may return it */
		int return_days;
		int returns_most;	/* returns of one case, then the dispatcher decides */
		int opinion_days;	/* working days for an assisting department */
		int consult_days;
		int other_days;
		int extend_total_days;
		int close_days;		/* calendar days after the answer */
		int retention_days;	/* calendar days after closing */
		int pack_days;		/* calendar days after its end until a case is packed */
		int events_days;	/* that events stay in Redis, at least */
		char *events_dir;	/* the files of older ones */
	} cases;
	struct {
		/* an editor may publish at once; a second person reviews it within a working day */
		bool emergency;
		bool links_private;	/* the jobs may look at links into the own network */
	} publish;
	struct {
		int timeout_ms;		/* of one try to deliver */
		int retry_ms;		/* before the second try */
		int tries;
	} notify;
	struct {
		bool sms;		/* forms offer to tell their sender by SMS */
		bool mail;
		bool push;		/* the tracking page offers it to browsers */
		bool follow;		/* others may ask to be told of a topic's answer */
		char *push_hosts;	/* the push services there are, commas between */
		int quiet_from;		/* the hour from which nobody is told … */
		int quiet_until;	/* … until this one; the same: never quiet */
		int per_day;		/* messages to one number or address */
	} notices;
	struct {
		int consult_days;	/* working days, as are the rest */
		int other_days;
		int complaint_days;
		int extend_days;	/* that an extension may add */
		int callback_days;	/* after the answer, to call back */
	} hotline;
	struct {
		int answer_days;	/* working days, as are the rest */
		int extend_days;	/* that an extension may add */
		int notice_days;	/* after the receipt in which a correction may be asked for */
		int correct_days;	/* proposed for the applicant to correct it */
		int consult_days;	/* for a third party or another office to reply */
		int archive_years;	/* that a request is kept whole after its end */
		char *archive_dir;	/* where its archive package is written before it is erased */
		int serve_days;		/* in which the service of a letter is to be recorded */
		int pay_days;		/* after a fee's notice was served, in which it is to be paid */
		int resume_days;	/* after the payment: the first day that counts again */
	} requests;
	struct {
		char *addressees;	/* whom letters are written to: names between commas */
	} letters;
	struct {
		char *name;		/* 政府信息公开工作机构, as are the rest; an empty one is not shown */
		char *dept;		/* its id as a department, for letters before one is in charge; or "" */
		char *address;
		char *hours;
		char *phone;
		char *fax;
		char *email;
	} office;
	struct {
		bool separate_admins;	/* system, security and audit administrators are different people */
		int password_days;	/* that a password may be used; 0: for ever */
		int password_kinds;	/* of small and capital letters, digits, signs: so many in a password */
		int idle_minutes;	/* without a request, then a session ends */
		int session_hours;	/* after the sign-in, then it ends in any case */
		int sessions_most;	/* of one account at once */
	} staff;
	struct {
		int posts_per_device_hour;
		int posts_per_phone_day;
		int comments_per_device_hour;
		int waiting_per_case;		/* comments held for review, as are the next two */
		int waiting_per_device;
		int waiting_per_address;
		int posts_per_address_hour;	/* without a proof of work */
		int comments_per_address_hour;
		int supports_per_address_hour;
		int photos_per_device_hour;	/* decoded, whatever became of the form */
		int photos_per_address_hour;
		int login_failures;	/* per account and address in 15 minutes */
		int login_failures_account;	/* per account from anywhere */
		/* posts are refused while less is free on the disk of the state; 0: never */
		int disk_floor_mb;
		int pow_cost;		/* PBKDF2 rounds of the proof-of-work challenge; 0 switches it off */
	} limits;
};

/*
 * The default path of the configuration: conf/wenzheng.conf in the current folder, else the installed one.
 */
const char *config_default(void);

/*
 * Reads the whole file, and tells of all that is wrong in it; state (may be NULL) replaces paths.state.
 * *out is what could be read, with defaults in place of what is wrong; NULL, and ERR_NOT_FOUND, when the file
 * can't be opened.  ERR_MALFORMED when anything was told.  The caller frees *out with config_free.
 */
enum status config_read(const char *file, const char *state, const struct problem_listener *to,
	struct config **out);

/*
 * The same, but *out only when nothing is wrong; else *problem is the first thing that is (static storage).
 */
enum status config_load(const char *file, const char *state, struct config **out, const char **problem);
void config_free(struct config *config);

/* A row of the table, as the manual tells of it. */
struct config_setting {
	const char *section;
	const char *key;
	char type[96];		/* in English: "whole number from 1 to 30" */
	char value[192];	/* the default as it would stand in the file; "" for an empty one */
};

/* The i-th row; false behind the last one. */
bool config_setting(size_t i, struct config_setting *setting);

/*
 * Where a setting stands, given by its address in config: "FILE, line 3: [site] id", or without the line when
 * the file doesn't have it (static storage).
 */
const char *config_where(const struct config *config, const void *setting);

/* What is wrong with the text as the value of a setting that is no number, in English; NULL: nothing. */
const char *config_value_wrong(const char *section, const char *key, const char *value);

/* Whether Redis is several, found by sentinels or the nodes of a cluster, rather than one behind a socket. */
bool config_several_redis(const struct config *config);

/* The number of worker processes on this machine. */
int config_workers(const struct config *config);

#endif
