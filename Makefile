.PHONY: help up down test bench

help:
	@echo 'make up     build everything, start it on this machine and run a sample guest'
	@echo 'make down   end everything that make up started'
	@echo 'make test   run every test, also end to end with real guests'
	@echo 'make bench  measure, each figure beside its reference'

up down test bench:
	@e2e/local/$@
