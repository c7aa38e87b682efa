# libkefu: one makefile, no recursion into directories. Needs a C compiler and
# make; ./configure is optional and only writes config.mk. What is set on the
# command line wins over config.mk, which wins over the environment, which
# wins over the defaults below. Our own flags are kept apart in OWN_CFLAGS, so
# `make CFLAGS=-Os` takes nothing away that the library needs.

.SUFFIXES:
.DELETE_ON_ERROR:
all:

-include config.mk

CC ?= cc
AR ?= ar
CXX ?= c++
CLANG ?= clang
PYTHON ?= python3
PKG_CONFIG ?= pkg-config
INSTALL ?= install
INSTALL_PROGRAM ?= $(INSTALL)
INSTALL_DATA ?= $(INSTALL) -m 644
CFLAGS ?= -O2 -g
CXXFLAGS ?= -O2 -g

prefix ?= /usr/local
exec_prefix ?= $(prefix)
bindir ?= $(exec_prefix)/bin
libdir ?= $(exec_prefix)/lib
includedir ?= $(prefix)/include
datarootdir ?= $(prefix)/share
datadir ?= $(datarootdir)
mandir ?= $(datarootdir)/man
man1dir ?= $(mandir)/man1
man3dir ?= $(mandir)/man3
docdir ?= $(datarootdir)/doc/libkefu
htmldir ?= $(docdir)
pkgconfigdir ?= $(libdir)/pkgconfig

# Where everything that is made goes; a second configuration (sanitizers,
# another compiler) gets a directory of its own.
BUILD ?= build
# The folder with test vectors and data sets, for the tests that use them.
SHARED ?=
# What runs a program of the target: RUN=qemu-aarch64-static when crossing.
RUN ?=
FUZZ_RUNS ?= 20000

# The version has one source: the macros of include/kefu/base.h.
version_part = $(shell sed -n 's/^\#define KEFU_VERSION_$(1) \([0-9]*\).*/\1/p' include/kefu/base.h)
MAJOR := $(call version_part,MAJOR)
VERSION := $(MAJOR).$(call version_part,MINOR).$(call version_part,PATCH)
SONAME := libkefu.so.$(MAJOR)

WARNINGS ?= -Wall -Wextra -Wconversion -Wshadow -pedantic -Wstrict-prototypes
ifneq ($(STRICT),)
ERRORS = -Werror
endif
OWN_CFLAGS = -std=c11 -Iinclude -Ilib -fvisibility=hidden -ffp-contract=off \
	-MMD -MP $(WARNINGS) $(ERRORS)
OWN_LDFLAGS = -shared -Wl,-soname,$(SONAME) -Wl,--version-script,lib/kefu.map
LIBS = -lm

COMPILE = $(CC) $(OWN_CFLAGS) $(CPPFLAGS) $(CFLAGS)
LINK = $(CC) $(OWN_CFLAGS) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)

sources := $(sort $(wildcard lib/*/*.c))
headers := $(sort $(wildcard include/kefu/*.h))
umbrella := $(wildcard include/kefu.h)
objects := $(sources:lib/%.c=$(BUILD)/lib/%.o)
pic_objects := $(objects:.o=.pic.o)
static := $(BUILD)/libkefu.a
shared := $(BUILD)/libkefu.so

# Examples: kefu-report and whatever else opens a database need SQLite, the
# rest needs nothing.
# What examples share, linked into each of them and into the tests that need
# it: how to find the system's time zones, and how a state is kept in a file.
example_helpers := examples/system_zone.c examples/state_file.c examples/state_text.c \
	examples/sha256.c
helper_objects := $(example_helpers:%.c=$(BUILD)/%.o)
example_sources := $(filter-out $(example_helpers),$(sort $(wildcard examples/*.c)))
report_sources := $(filter examples/kefu-report% examples/sqlite_events.c,$(example_sources))
simulate_sources := $(filter examples/simulate-%,$(example_sources))
single_sources := $(filter-out $(report_sources) $(simulate_sources),$(example_sources))
sqlite_sources := $(if $(single_sources),$(shell grep -l 'sqlite3\.h\|"simulate\.h"' $(single_sources)))
ical_sources := $(if $(single_sources),$(shell grep -l 'libical/ical\.h' $(single_sources)))
plain_sources := $(filter-out $(sqlite_sources) $(ical_sources),$(single_sources))
plain_examples := $(plain_sources:examples/%.c=$(BUILD)/examples/%)
sqlite_examples := $(sqlite_sources:examples/%.c=$(BUILD)/examples/%)
ical_examples := $(ical_sources:examples/%.c=$(BUILD)/examples/%)
report := $(if $(report_sources),$(BUILD)/kefu-report)
have_sqlite := $(shell $(PKG_CONFIG) --exists sqlite3 2>/dev/null && echo yes)
have_ical := $(shell $(PKG_CONFIG) --exists libical 2>/dev/null && echo yes)
tools := $(if $(have_sqlite),$(report) $(sqlite_examples)) $(if $(have_ical),$(ical_examples))
SQLITE_CFLAGS = $(shell $(PKG_CONFIG) --cflags sqlite3)
SQLITE_LIBS = $(shell $(PKG_CONFIG) --libs sqlite3)
CHECK_CFLAGS = $(shell $(PKG_CONFIG) --cflags check)
CHECK_LIBS = $(shell $(PKG_CONFIG) --libs check)
JANSSON_CFLAGS = $(shell $(PKG_CONFIG) --cflags jansson)
JANSSON_LIBS = $(shell $(PKG_CONFIG) --libs jansson)

unit_sources := $(sort $(wildcard tests/unit/test_*.c))
unit_tests := $(unit_sources:tests/unit/%.c=$(BUILD)/tests/unit/%)
unit_helpers := $(filter-out $(unit_sources),$(sort $(wildcard tests/unit/*.c)))
unit_helper_objects := $(unit_helpers:%.c=$(BUILD)/%.o)
conformance_objects := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard tests/conformance/*.c)))
fuzz_sources := $(sort $(wildcard tests/fuzz/fuzz_*.c))
fuzz_headers := $(wildcard tests/fuzz/*.h) tests/unit/naive_timelines.h
fuzz_targets := $(fuzz_sources:tests/fuzz/%.c=$(BUILD)/tests/fuzz/%)
replay_targets := $(fuzz_targets:%=%.replay)
bench_sources := $(sort $(wildcard bench/*.c))
bench_programs := $(bench_sources:bench/%.c=$(BUILD)/bench/%)
VECTORS ?= $(if $(SHARED),$(sort $(wildcard $(SHARED)/vectors/*.jsonl)))

all: static shared examples
static: $(static)
shared: $(shared)
examples: $(plain_examples) $(tools)

# Objects are made anew when the compiler or its flags change.
flags_now := $(COMPILE) $(OWN_LDFLAGS) $(LDFLAGS)
flags_file := $(BUILD)/flags
ifneq ($(file <$(flags_file)),$(flags_now))
$(shell mkdir -p $(BUILD))
$(file >$(flags_file),$(flags_now))
endif

$(BUILD)/lib/%.pic.o: lib/%.c $(flags_file)
	@mkdir -p $(@D)
	$(COMPILE) -fPIC -c -o $@ $<

$(BUILD)/lib/%.o: lib/%.c $(flags_file)
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

$(static): $(objects)
	@rm -f $@
	$(AR) rcs $@ $(objects)

$(shared).$(VERSION): $(pic_objects) lib/kefu.map
	$(LINK) $(OWN_LDFLAGS) -o $@ $(pic_objects) $(LIBS)

$(BUILD)/$(SONAME): $(shared).$(VERSION)
	ln -sf $(<F) $@

$(shared): $(BUILD)/$(SONAME)
	ln -sf $(<F) $@

# Examples
$(plain_examples): $(BUILD)/examples/%: examples/%.c $(helper_objects) $(static)
	@mkdir -p $(@D)
	$(LINK) -o $@ $< $(helper_objects) $(static) $(LIBS)

simulate_objects := $(simulate_sources:%.c=$(BUILD)/%.o)
$(BUILD)/examples/simulate: $(simulate_objects)
$(BUILD)/examples/simulate: parts := $(simulate_objects)

$(sqlite_examples): $(BUILD)/examples/%: examples/%.c $(helper_objects) $(static)
	@mkdir -p $(@D)
	$(LINK) $(SQLITE_CFLAGS) -o $@ $< $(parts) $(helper_objects) $(static) $(SQLITE_LIBS) $(LIBS)

$(ical_examples): $(BUILD)/examples/%: examples/%.c $(static)
	@mkdir -p $(@D)
	$(LINK) $(shell $(PKG_CONFIG) --cflags libical) -o $@ $< $(static) \
		$(shell $(PKG_CONFIG) --libs libical) $(LIBS)

$(BUILD)/examples/%.o: examples/%.c $(flags_file)
	@mkdir -p $(@D)
	$(COMPILE) $(SQLITE_CFLAGS) -c -o $@ $<

report_objects := $(report_sources:%.c=$(BUILD)/%.o)
$(BUILD)/kefu-report: $(report_objects) $(helper_objects) $(static)
	$(LINK) -o $@ $(report_objects) $(helper_objects) $(static) $(SQLITE_LIBS) $(LIBS)

# Tests
$(BUILD)/tests/unit/%.o: tests/unit/%.c $(flags_file)
	@mkdir -p $(@D)
	$(COMPILE) -Itests/unit $(CHECK_CFLAGS) -c -o $@ $<

$(unit_tests): %: %.o $(unit_helper_objects) $(static)
	$(LINK) -o $@ $< $(unit_helper_objects) $(static) $(CHECK_LIBS) $(LIBS)

# What states promise, on the events of a database.
replay_state := $(if $(have_sqlite),$(BUILD)/tests/state/replay)
$(BUILD)/tests/state/replay: tests/state/replay.c tests/state/handles.c tests/state/handles.h \
		$(BUILD)/examples/sqlite_events.o $(helper_objects) $(static)
	@mkdir -p $(@D)
	$(LINK) -Iexamples $(SQLITE_CFLAGS) -o $@ $(filter %.c %.o %.a,$^) $(SQLITE_LIBS) $(LIBS)

$(BUILD)/tests/conformance/%.o: tests/conformance/%.c $(flags_file)
	@mkdir -p $(@D)
	$(COMPILE) -Itests/conformance -Iexamples $(JANSSON_CFLAGS) -c -o $@ $<

$(BUILD)/conformance: $(conformance_objects) $(helper_objects) $(static)
	$(LINK) -o $@ $(conformance_objects) $(helper_objects) $(static) $(JANSSON_LIBS) $(LIBS)

$(BUILD)/tests/year: tests/state/year.c $(static)
	@mkdir -p $(@D)
	$(LINK) $(SQLITE_CFLAGS) -o $@ $< $(static) $(SQLITE_LIBS) $(LIBS)

# `make fuzz` builds with libFuzzer; the replay programs run the stored corpus
# through the same targets with any compiler.
$(fuzz_targets): $(BUILD)/tests/fuzz/%: tests/fuzz/%.c $(static) $(fuzz_headers)
	@mkdir -p $(@D)
	$(LINK) -fsanitize=fuzzer -o $@ $< $(static) $(LIBS)

$(replay_targets): $(BUILD)/tests/fuzz/%.replay: tests/fuzz/%.c tests/fuzz/replay.c $(static) $(fuzz_headers)
	@mkdir -p $(@D)
	$(LINK) -o $@ $< tests/fuzz/replay.c $(static) $(LIBS)

$(bench_programs): $(BUILD)/bench/%: bench/%.c $(helper_objects) $(static)
	@mkdir -p $(@D)
	$(LINK) -Ibench -Iexamples -o $@ $< $(helper_objects) $(static) $(LIBS)

unit: $(unit_tests)
	@scripts/run-unit $(unit_tests)

conformance: $(BUILD)/conformance
	@if [ -z "$(strip $(VECTORS))" ]; then \
		echo 'conformance: no vectors given; use VECTORS="FILE..." or SHARED=DIRECTORY'; \
	else $(RUN) $(BUILD)/conformance $(VECTORS); fi

# The two commands of a newcomer do their own set-up, then call make again,
# because what was just installed decides what can be built.
jobs = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 2))
again = $(MAKE) --no-print-directory $(jobs)

demo:
	@scripts/install-dependencies demo
	@$(again) -s demo-run

demo-run: all
	@scripts/demo $(BUILD)

check:
	@scripts/install-dependencies check
	@$(again) -s check-build
	@BUILD='$(BUILD)' SHARED='$(SHARED)' VECTORS='$(strip $(VECTORS))' RUN='$(RUN)' \
		CC='$(CC)' CXX='$(CXX)' CXXFLAGS='$(CXXFLAGS)' PYTHON='$(PYTHON)' MAKE='$(MAKE)' \
		PKG_CONFIG='$(PKG_CONFIG)' VERSION='$(VERSION)' UNIT='$(unit_tests)' \
		REPLAY='$(replay_targets)' EXAMPLES='$(filter-out $(BUILD)/examples/kefu-%,$(plain_examples))' REPORT='$(report)' scripts/run-checks

check-build: all $(replay_state) $(if $(have_sqlite),$(BUILD)/tests/year) $(unit_tests) $(if $(conformance_objects),$(BUILD)/conformance) $(replay_targets)

# As check, with more random streams, then sanitizers and fuzzing.
check-long:
	KEFU_LONG=1 $(MAKE) check
	$(MAKE) asan
	$(MAKE) fuzz FUZZ_RUNS=1000000

# asan-unit, asan-replay, asan-conformance: that target with the address and
# the undefined behaviour sanitizer.
SANITIZE = -fsanitize=address,undefined
asan-%:
	@$(again) -s BUILD=$(BUILD)/asan \
		CFLAGS='-O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all $(SANITIZE)' \
		LDFLAGS='$(SANITIZE)' $*
asan:
	@$(MAKE) asan-unit
	@$(MAKE) asan-replay
	@$(MAKE) asan-conformance

replay: $(replay_targets)
	@$(if $(replay_targets),scripts/run-fuzz replay $(replay_targets))

fuzz:
	@$(again) -s BUILD=$(BUILD)/fuzz CC='$(CLANG)' \
		CFLAGS='-O1 -g -fno-sanitize-recover=all -fsanitize=fuzzer-no-link,address,undefined' \
		LDFLAGS='$(SANITIZE)' fuzz-run

fuzz-run: $(fuzz_targets)
	@scripts/run-fuzz $(FUZZ_RUNS) $(fuzz_targets)

bench:
	@scripts/install-dependencies bench
	@$(again) bench-run

bench-run: $(bench_programs) $(shared)
	@PYTHON='$(PYTHON)' scripts/run-bench '$(BUILD)' $(bench_programs)

# One kefu.c and one kefu.h for those who vendor; the internals are static.
amalgamation: $(BUILD)/amalgamation/kefu.c
$(BUILD)/amalgamation/kefu.c: scripts/amalgamate scripts/headers.py $(sources) $(headers) $(umbrella) $(wildcard lib/*/*.h)
	$(PYTHON) scripts/amalgamate $(@D)

# lib/kefu.map, docs/symbols.md and the table of the Python binding from the
# headers; make check compares them.
symbols:
	$(PYTHON) scripts/symbols --write
	$(PYTHON) scripts/python-prototypes

# What abidiff compares with; written anew when the ABI changes on purpose.
abi-baseline: $(shared)
	$(PYTHON) scripts/abi --write $(shared)

docs: $(BUILD)/docs/html/index.html
$(BUILD)/docs/html/index.html: docs/Doxyfile $(headers) $(umbrella) $(wildcard docs/*.md) README.md
	@mkdir -p $(BUILD)/docs
	KEFU_VERSION=$(VERSION) KEFU_DOCS=$(BUILD)/docs doxygen docs/Doxyfile

configure: configure.ac
	autoconf

# The tarball holds what git tracks, and configure.
dist_name = libkefu-$(VERSION)
dist: configure
	@mkdir -p $(BUILD)
	git ls-files | LC_ALL=C sort >$(BUILD)/dist.files
	tar -c --owner=0 --group=0 --numeric-owner --transform='s,^,$(dist_name)/,' \
		-f $(BUILD)/$(dist_name).tar configure -T $(BUILD)/dist.files
	gzip -9nf $(BUILD)/$(dist_name).tar

# Installing
$(BUILD)/kefu.pc: kefu.pc.in Makefile FORCE
	@mkdir -p $(@D)
	@sed -e 's,@prefix@,$(prefix),' -e 's,@exec_prefix@,$(exec_prefix),' \
		-e 's,@libdir@,$(libdir),' -e 's,@includedir@,$(includedir),' \
		-e 's,@VERSION@,$(VERSION),' kefu.pc.in >$@

D = $(DESTDIR)
# Programs of examples/ that are named kefu-... are for everyone.
plain_tools := $(filter $(BUILD)/examples/kefu-%,$(plain_examples))
installed_tools := $(if $(have_sqlite),$(report)) $(plain_tools)
man1_pages := $(notdir $(wildcard $(installed_tools:$(BUILD)/%=man/%.1) \
	$(plain_tools:$(BUILD)/examples/%=man/%.1)))
doc_files := README.md CHANGELOG.md LICENSE
install: static shared $(installed_tools) $(BUILD)/kefu.pc
	$(INSTALL) -d '$(D)$(includedir)/kefu' '$(D)$(libdir)' '$(D)$(pkgconfigdir)' '$(D)$(docdir)'
	$(if $(umbrella),$(INSTALL_DATA) $(umbrella) '$(D)$(includedir)')
	$(INSTALL_DATA) $(headers) '$(D)$(includedir)/kefu'
	$(INSTALL_DATA) $(static) '$(D)$(libdir)'
	$(INSTALL_PROGRAM) $(shared).$(VERSION) '$(D)$(libdir)'
	ln -sf libkefu.so.$(VERSION) '$(D)$(libdir)/$(SONAME)'
	ln -sf $(SONAME) '$(D)$(libdir)/libkefu.so'
	$(INSTALL_DATA) $(BUILD)/kefu.pc '$(D)$(pkgconfigdir)'
	$(INSTALL_DATA) $(doc_files) '$(D)$(docdir)'
	$(if $(man1_pages),$(INSTALL) -d '$(D)$(man1dir)')
	$(if $(man1_pages),$(INSTALL_DATA) $(man1_pages:%=man/%) '$(D)$(man1dir)')
	$(if $(installed_tools),$(INSTALL) -d '$(D)$(bindir)')
	$(if $(installed_tools),$(INSTALL_PROGRAM) $(installed_tools) '$(D)$(bindir)')

install-strip:
	$(MAKE) INSTALL_PROGRAM='$(INSTALL) -s' install

# The reference, for those who want it beside the library: one manual page a
# function and the pages for a browser.
install-docs: docs
	$(INSTALL) -d '$(D)$(man3dir)' '$(D)$(htmldir)/html'
	$(INSTALL_DATA) $(BUILD)/docs/man/man3/kefu_*.3 '$(D)$(man3dir)'
	cp -R $(BUILD)/docs/html/. '$(D)$(htmldir)/html'

uninstall:
	rm -f '$(D)$(includedir)/kefu.h' $(headers:include/%='$(D)$(includedir)/%')
	rm -f '$(D)$(libdir)/libkefu.a' '$(D)$(libdir)/libkefu.so' \
		'$(D)$(libdir)/$(SONAME)' '$(D)$(libdir)/libkefu.so.$(VERSION)'
	rm -f '$(D)$(pkgconfigdir)/kefu.pc' $(patsubst %,'$(D)$(bindir)/%',$(notdir $(report) $(plain_tools)))
	rm -f $(patsubst man/%,'$(D)$(man1dir)/%',$(wildcard man/*.1)) '$(D)$(man3dir)'/kefu_*.3
	rm -f $(doc_files:%='$(D)$(docdir)/%')
	rm -rf '$(D)$(htmldir)/html'
	-rmdir '$(D)$(includedir)/kefu' '$(D)$(docdir)' 2>/dev/null || true

clean:
	rm -rf $(BUILD)

FORCE:

.PHONY: all static shared examples unit conformance demo demo-run check \
	check-build check-long asan replay fuzz fuzz-run bench bench-run \
	amalgamation symbols abi-baseline docs dist install install-strip install-docs \
	uninstall clean FORCE

-include $(wildcard $(BUILD)/lib/*/*.d $(BUILD)/tests/*/*.d $(BUILD)/examples/*.d $(BUILD)/bench/*.d $(BUILD)/*.d)
