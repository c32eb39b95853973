using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .boards)],
  sockets = [(name = "http", address = "127.0.0.1:4190", http = (), service = "main")]
);

const boards :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "../../../../node_modules/.cache/samling-bench/partyserver.js")],
  compatibilityDate = "2026-11-01",
  durableObjectNamespaces = [(className = "Board", uniqueKey = "board", enableSql = true)],
  durableObjectStorage = (inMemory = void),
  bindings = [(name = "BOARD", durableObjectNamespace = "Board")]
);
