# wenzheng: `make run` starts the board on 127.0.0.1:8080, `make check` runs every test.
# `make` builds into build/; SANITIZE=1 builds into build/asan by clang, with the address and undefined sanitizers and
# what libFuzzer needs, so that tests and fuzzers share one build.

VERSION = 0.1.0
PORT ?= 8080
STATE ?= var
DEMO ?=
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
FUZZ_TIME ?= 120
export PORT STATE DEMO

ifdef SANITIZE
BUILD ?= build/asan
CC = clang
CXX = clang++
MODE_FLAGS = -O1 -gline-tables-only -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer
# What clang says more than gcc at the same words.
QUIET = -Wno-sign-conversion -Wno-format-nonliteral
# A hundred and fifty programs are linked so.
LINKER = -fuse-ld=lld
else
BUILD ?= build
MODE_FLAGS = -g -O2 -D_FORTIFY_SOURCE=2
endif
export BUILD

WARNINGS = -Wall -Wextra -Wshadow -Wconversion -Wvla -Wformat=2 -Werror $(QUIET)
C_WARNINGS = $(WARNINGS) -Wstrict-prototypes -Wmissing-prototypes
CPPFLAGS = -Ifcgi -D_GNU_SOURCE -DWENZHENG_VERSION='"$(VERSION)"' -DWENZHENG_ETC='"$(SYSCONFDIR)/wenzheng"' -DWENZHENG_SHARE='"$(PREFIX)/share/wenzheng"' -MMD -MP
HARDENING = -fstack-protector-strong -fPIE
CFLAGS = -std=c17 -include base/banned.h $(MODE_FLAGS) $(HARDENING) $(C_WARNINGS)
CXXFLAGS = -std=c++17 $(MODE_FLAGS) $(HARDENING) $(WARNINGS)
LDFLAGS = $(MODE_FLAGS) $(LINKER) -pie -Wl,-z,relro,-z,now -Wl,--as-needed
# ctemplate is C++, so everything is linked by the C++ compiler.
LDLIBS = -lfcgi -lhiredis -lmbedx509 -lmbedcrypto -lctemplate_nothreads -lcmark -luriparser -lutf8proc \
	-lhs -lopencc -lzstd -lcrypt -loath -lqrencode -linih -lseccomp -lsystemd -llinear -lm

# What looks into files is linked into the programs for that, which lock themselves in.
SCAN_SOURCES := $(patsubst %,fcgi/scan/%.c,acts image package part pdf place)
SOURCES := $(sort $(filter-out fcgi/ctl/% $(SCAN_SOURCES),$(wildcard $(foreach d,fcgi/* fcgi/*/*,$d/*.c $d/*.cc))))
# libvips belongs to the programs that decode photos.
VIPS_CFLAGS := $(shell pkg-config --cflags vips 2>/dev/null | sed 's/-I/-isystem /g')
# libxml2 belongs to the program that takes in what older portals published.
XML_CFLAGS := $(shell pkg-config --cflags libxml-2.0 2>/dev/null | sed 's/-I/-isystem /g')
VIPS_LIBS := $(shell pkg-config --libs vips 2>/dev/null) -lgmodule-2.0

MAIN_SOURCES := fcgi/main.c
CTL_SOURCES := fcgi/ctl.c $(sort $(wildcard fcgi/ctl/*.c fcgi/ctl/*/*.c))
objects = $(patsubst %,$(BUILD)/%.o,$(1))
LIBRARY := $(BUILD)/libwenzheng.a

TEMPLATES := $(sort $(wildcard htdocs/templates/*.html))
MANUAL := $(addprefix $(BUILD)/,$(sort $(wildcard man/*.* man/*/*.*)))
VENDOR := $(addprefix $(BUILD)/static/,altcha.js altcha.css altcha-pbkdf2.js altcha-zh.js)
UNIT_TESTS := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard tests/unit/test_*.c)))
FUZZERS := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))

.PHONY: all run check lint unit-tests fuzzers fuzz bench growth replay pages attack sim failures failover cluster overload promtool scan guide mutants suggest-eval install deb deb-check clean
.DELETE_ON_ERROR:
.SECONDARY:

all: $(BUILD)/wenzheng $(BUILD)/wenzhengctl $(BUILD)/wenzheng-photo $(BUILD)/wenzheng-attachment $(BUILD)/templates.checked $(VENDOR) $(MANUAL)

$(BUILD)/wenzheng: $(call objects,$(MAIN_SOURCES)) $(LIBRARY)
	$(CXX) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# libcurl belongs to the one program that speaks to other servers.
$(BUILD)/wenzhengctl: $(call objects,$(CTL_SOURCES)) $(LIBRARY)
	$(CXX) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcurl -lxml2

$(BUILD)/wenzheng-photo: $(call objects,fcgi/photo.c fcgi/helper/jail.c fcgi/disk/file.c fcgi/base/str.c fcgi/scan/image.c fcgi/scan/report.c fcgi/scan/hidden.c)
	$(CC) $(LDFLAGS) -o $@ $^ $(VIPS_LIBS) -lseccomp

$(BUILD)/wenzheng-attachment: $(call objects,fcgi/attachment.c fcgi/helper/jail.c fcgi/disk/file.c fcgi/base/str.c fcgi/scan/report.c fcgi/scan/hidden.c $(SCAN_SOURCES))
	$(CC) $(LDFLAGS) -o $@ $^ $(VIPS_LIBS) -lseccomp -lzip -lexpat -lqpdf

# How characters are read, from Debian's unicode-data.
$(BUILD)/generated/search/pinyin.inc: scripts/pinyin-table
	@mkdir -p $(@D)
	scripts/pinyin-table >$@

$(call objects,fcgi/search/pinyin.c): CPPFLAGS += -I$(BUILD)/generated
$(call objects,fcgi/search/pinyin.c): $(BUILD)/generated/search/pinyin.inc

# By which the doctor knows the web server's files of this version.
$(BUILD)/generated/ctl/doctor/nginx_files.inc: conf/nginx/http.conf conf/nginx/site.conf conf/nginx/portal.conf
	@mkdir -p $(@D)
	sha256sum $^ | sed -E 's|^([0-9a-f]{64})  .*/(.*)$$|{ "\2", "\1" },|' >$@

$(call objects,fcgi/ctl/doctor/nginx.c): CPPFLAGS += -I$(BUILD)/generated
$(call objects,fcgi/ctl/doctor/nginx.c): $(BUILD)/generated/ctl/doctor/nginx_files.inc

$(call objects,fcgi/ctl/import/html_body.c): CPPFLAGS += $(XML_CFLAGS)

$(call objects,fcgi/photo.c fcgi/scan/image.c): CPPFLAGS += $(VIPS_CFLAGS)

$(LIBRARY): $(call objects,$(SOURCES))
	rm -f $@
	$(AR) qcs $@ $^	# q: rooms have files of the same name

$(BUILD)/%.c.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/%.cc.o: %.cc Makefile
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(CXXFLAGS) -c -o $@ $<

# A template with broken HTML or an unquoted attribute would lose its automatic escaping: it stops the build.
$(BUILD)/templates.checked: $(TEMPLATES)
	@mkdir -p $(@D)
	$(if $(TEMPLATES),ctemplate-make_tpl_varnames_h -n -q $(TEMPLATES))
	@touch $@

# A command or setting without words stops the build.
$(BUILD)/man/%: man/% scripts/manual conf/wenzheng.conf $(BUILD)/wenzhengctl
	@mkdir -p $(@D)
	scripts/manual $< >$@

# Front-end parts from npm, served below /static/vendor/.
$(BUILD)/static/altcha.js: node_modules/altcha/dist/external/altcha.min.js
$(BUILD)/static/altcha.css: node_modules/altcha/dist/external/altcha.css
$(BUILD)/static/altcha-pbkdf2.js: node_modules/altcha/dist/workers/pbkdf2.js
$(BUILD)/static/altcha-zh.js: node_modules/altcha/dist/i18n/zh-cn.js
$(VENDOR):
	@mkdir -p $(@D)
	cp $< $@
node_modules/altcha/dist/%:
	@test -e $@ || { echo "$@ is missing: scripts/setup run fetches it" >&2; exit 1; }

run:
	scripts/setup run
	$(MAKE) -s -j$(shell nproc) all
	scripts/run

check:
	scripts/check

lint: $(BUILD)/templates.checked
	scripts/lint

unit-tests: $(UNIT_TESTS)

UNIT_RIG := $(call objects,$(filter-out tests/unit/test_%,$(wildcard tests/unit/*.c)))

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.c.o $(UNIT_RIG) $(LIBRARY)
	$(CXX) $(LDFLAGS) -o $@ $^ -lcmocka -ljansson $(LDLIBS)

$(BUILD)/tests/unit/test_html_body: $(call objects,fcgi/ctl/import/html_body.c)
$(BUILD)/tests/unit/test_html_body: LDLIBS := $(LIBRARY) $(LDLIBS) -lxml2
$(BUILD)/tests/unit/test_fragment: $(call objects,fcgi/ctl/doctor/fragment.c)
$(BUILD)/tests/unit/test_fragment: LDLIBS := $(LIBRARY) $(LDLIBS)

# Through this tests/e2e/jose.test.mjs lets another JOSE library meet our tokens.
$(BUILD)/crypt_probe: $(BUILD)/tests/crypt_probe.c.o $(LIBRARY)
	$(CXX) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# The fuzzers are of the sanitizers' build, by clang's libFuzzer.
$(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.c.o $(LIBRARY)
	$(CXX) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)

$(BUILD)/tests/fuzz/fuzz_package $(BUILD)/tests/fuzz/fuzz_pdf: $(call objects,$(filter-out %image.c,$(SCAN_SOURCES)))
$(BUILD)/tests/fuzz/fuzz_package $(BUILD)/tests/fuzz/fuzz_pdf: LDLIBS := $(LIBRARY) -lzip -lexpat -lqpdf
$(BUILD)/tests/fuzz/fuzz_html: $(call objects,fcgi/ctl/import/html_body.c)
$(BUILD)/tests/fuzz/fuzz_html: LDLIBS := $(LIBRARY) $(LDLIBS) -lxml2

ifdef SANITIZE
fuzzers: $(FUZZERS)
endif

fuzz:
	$(MAKE) SANITIZE=1 BUILD=build/asan fuzzers
	scripts/fuzz $(FUZZ_TIME)

# The smallest FastCGI program that does the same Redis commands: what the worker is measured against.
$(BUILD)/bench/floor: tests/bench/floor.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< -lfcgi -lhiredis

# Asks more of a server than it can serve.
$(BUILD)/overload/load: tests/overload/load.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $<

# Every page at every size and in every colour; make check looks so at a few.
pages:
	scripts/setup check
	$(MAKE) all
	EVERY=way node --test tests/browser/pages.test.mjs tests/browser/pages_staff.test.mjs \
		tests/browser/notices.test.mjs

# The year 2020 of the city's report, whole.
replay:
	scripts/setup check
	$(MAKE) all
	REPLAY=full node --test tests/e2e/replay.test.mjs

bench:
	scripts/setup bench
	$(MAKE) all $(BUILD)/bench/floor
	tests/bench/run

# attack: ten minutes of eight attackers beside a resident and a moderator.
# sim: a round of people and faults for each seed of SEEDS=A-B, and whether all that they saw can be explained.
# failures: each step of a day's casework with each of its calls failed in turn; STEPS and FAULTS choose.
# failover: ROUNDS=N of people on a board of several Redis, each with one fault: most make another Redis the master.
# overload: ten times as many readers as can be served, beside residents who post and the staff.
overload: $(BUILD)/overload/load
# cluster: the same of sites on a Redis Cluster, which are moved besides.
attack sim failures failover cluster overload:
	scripts/setup check
	$(MAKE) all
	node tests/$@/run.mjs

# Every page and command on a board of N cases of each kind, and on one ten times as large.
growth:
	scripts/setup check
	$(MAKE) all
	node tests/growth/run.mjs

# Debian's package prometheus has the command; it isn't part of make check, being 96 MB.
promtool: all
	promtool check rules conf/prometheus/wenzheng.rules.yml
	BUILD=$(BUILD) node --test tests/promtool/metrics.test.mjs

# A scanner of others' makes on every link and form, as a visitor and as each kind of staff.
scan:
	scripts/setup scan
	$(MAKE) all
	node tests/scan/run.mjs

# The commands of wenzheng(7), word for word (root).
guide:
	scripts/setup check
	$(MAKE) all
	tests/guide/run

# Known mistakes, put in one after the other: the tests must find each.  MUTANTS="name name" tries only these.
mutants:
	scripts/setup check
	scripts/mutants $(MUTANTS)

# How well suggestions do on a labelled file: make suggest-eval FILE=messages.ndjson
suggest-eval: $(BUILD)/wenzhengctl
	$(BUILD)/wenzhengctl suggest-eval $(FILE)

install: all
	scripts/install "$(DESTDIR)" "$(PREFIX)" "$(SYSCONFDIR)"

deb:
	scripts/setup deb
	scripts/deb $(VERSION)

# The package on a bare Debian in a folder, under systemd; as root.
deb-check:
	scripts/setup deb-check
	scripts/deb $(VERSION)
	scripts/deb-check

clean:
	rm -rf $(BUILD)

-include $(shell test -d $(BUILD) && find $(BUILD) -path $(BUILD)/deb-check -prune -o -type f -name '*.d' -print)
