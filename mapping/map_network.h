#pragma once

#include "core/base/job_control.h"
#include "core/layout/evaluation.h"
#include "core/machine/assumptions.h"

namespace waferscope {

/// What a pipelined placement is to make least.
enum class Objective {
    Throughput, ///< max(delta T, transmission, input); among equals PEs, then streams
    Contest, ///< delta T, wirelength and adapters by their weights, and nothing else
};

/// How long to search for a pipelined placement, and for what.
struct PlacingConfig {
    std::int64_t moves = 20'000; ///< layouts tried in all
    Objective objective = Objective::Throughput;
};

/// What to map, onto what.
struct MapRequest {
    std::shared_ptr<const Network> network;
    std::shared_ptr<const Installation> installation;
    Execution execution; ///< its replicas are for pipelined layouts
    Mode mode = Mode::Pipelined;
    PlacingConfig placing; ///< pipelined
    std::shared_ptr<const Layout> locks; ///< pipelined: its locked kernels keep place and arguments; none: nothing does
    double sparsity = 0.0; ///< weight streaming: share of weights that are zero
};

/// To map a layout's network anew as it is; its locked kernels stay.
[[nodiscard]] MapRequest requestLike(const std::shared_ptr<const Layout>& layout);

/// A layout and what follows from it.
struct MappedLayout {
    std::shared_ptr<const Layout> layout;
    std::shared_ptr<const Evaluation> evaluation;
};

/// What a search arranged, under the name of its mode. The problem and the arrangement are well formed.
[[nodiscard]] MappedLayout mappedAs(const LayoutProblem& problem, Arrangement arrangement,
                                    std::shared_ptr<const Evaluation> evaluation);

/// The best layout so far, which is legal, published while the search of a pipelined placement goes on.
struct MappingPartial : Partial {
    MappedLayout best;
};

/// Finds a layout. Blocking; call it off the window's thread. Fails with DoesNotFit, naming the figures, when no legal
/// one is found, except where locked kernels break the rules themselves; with InvalidInput when one of them is not of
/// the network; with Usage when the execution asks for what the installation has not; with Stopped when asked to stop.
[[nodiscard]] Result<MappedLayout> mapNetwork(const MapRequest& request, const Assumptions& assumptions,
                                              const JobControl& job = {});

} // namespace waferscope
