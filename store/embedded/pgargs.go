package embedded

import "slices"

// args are the arguments of the server. They take the place of its
// configuration file, so that every start has the same settings.
func (p *postgres) args() []string {
	args := []string{"-D", p.data, "-k", p.socketDir, "-p", pgPort}
	settings := slices.Concat(pgSettings[:], pgLogging[:])
	if p.test {
		settings = slices.Concat(settings, pgTestSettings[:])
	}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	return args
}

var pgSettings = [...]string{
	"listen_addresses=", // the unix socket only
	"unix_socket_permissions=0700",
	"max_connections=60",
	"shared_buffers=64MB",
	"max_wal_size=512MB",
	"fsync=on",
	"synchronous_commit=on",
	"full_page_writes=on",
	"jit=off", // our queries are short
	"timezone=UTC",
	"cluster_name=postkamer",
}

// pgLogging keeps what citizens wrote out of the log. Errors of statements go to
// the client anyway, and their text can quote values; so the log holds only what
// the server says about itself (LOG, FATAL, PANIC), without details, statements
// and parameters.
var pgLogging = [...]string{
	"logging_collector=off", // standard error is our log file
	"log_destination=stderr",
	"log_line_prefix=%m [%p] ",
	"log_timezone=UTC",
	"log_min_messages=log",
	"log_min_error_statement=panic",
	"log_error_verbosity=terse",
	"log_statement=none",
	"log_min_duration_statement=-1",
	"log_parameter_max_length=0",
	"log_parameter_max_length_on_error=0",
	"log_checkpoints=off",
	"log_lock_waits=off",
	"log_autovacuum_min_duration=-1",
}

// pgTestSettings make tests quick and let many of them connect at once.
var pgTestSettings = [...]string{
	"fsync=off",
	"synchronous_commit=off",
	"full_page_writes=off",
	"max_connections=200",
	"shared_buffers=32MB",
	"max_wal_size=256MB",
	"dynamic_shared_memory_type=mmap", // nothing stays in /dev/shm after a kill
}
