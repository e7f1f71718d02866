#pragma once

#include "core/base/dimensions.h"
#include "core/base/quantity.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace waferscope {

enum class Mode { Pipelined, WeightStreaming };
enum class Run { Train, Infer };
enum class Optimizer { Sgd, Momentum, Adam };
enum class Precision { Fp16, Fp32 };

[[nodiscard]] std::string_view nameOf(Mode mode); ///< "pipelined", "streaming": as in files and commands
[[nodiscard]] std::string_view nameOf(Run run);
[[nodiscard]] std::string_view nameOf(Optimizer optimizer);
[[nodiscard]] std::string_view nameOf(Precision precision);

/// Bytes of one value on the fabric.
[[nodiscard]] Bytes valueSize(Precision precision);

/// Bytes of optimizer state per parameter, beside the fp32 master copy: 0, 4, 8.
[[nodiscard]] Bytes optimizerState(Optimizer optimizer);

/// What is run, apart from where it lies. All counts at least 1.
struct Execution {
    std::int64_t batch = 256; ///< samples of one update of the weights
    Run run = Run::Train;
    Optimizer optimizer = Optimizer::Sgd;
    Precision precision = Precision::Fp16;
    Dimensions dimensions; ///< symbolic sizes of the network
    int workers = 1; ///< input workers
    int systems = 1;
    int replicas = 1; ///< pipelined: replicas of the network on a system, each with its share of the samples
    bool recompute = false; ///< pipelined: run forward twice instead of keeping activations
    std::uint64_t seed = 1;

    friend bool operator==(const Execution&, const Execution&) = default;
};

/// Samples of one step on one system: its share of the batch, rounded up.
[[nodiscard]] std::int64_t samplesPerSystem(const Execution& execution);

/// Samples of one step in one replica of the network: a share of samplesPerSystem(), rounded up.
[[nodiscard]] std::int64_t samplesPerReplica(const Execution& execution);

/// Why nothing can run so: a count below 1; none when all are at least that. Fails with Usage.
[[nodiscard]] std::optional<Error> malformed(const Execution& execution);

/// Why the replicas cannot share a step's samples evenly; none when they can.
[[nodiscard]] std::optional<Error> unevenShares(const Execution& execution);

} // namespace waferscope
