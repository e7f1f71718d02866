#pragma once

#include "core/layout/kernel.h"
#include "core/layout/mapping.h"
#include "core/layout/streaming_schedule.h"
#include "core/machine/assumptions.h"
#include "core/machine/execution.h"

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace waferscope {

/// One way to run a network on one machine. Immutable once shared.
struct Layout {
    std::string name; ///< unique in a project
    std::shared_ptr<const Installation> installation;
    Execution execution;
    std::shared_ptr<const Network> network; ///< at this layout's sizes
    std::shared_ptr<const KernelGraph> graph; ///< its kernels: placed when pipelined, streamed in turn otherwise
    std::variant<Mapping, StreamingSchedule> arrangement;

    [[nodiscard]] Mode mode() const
    {
        return std::holds_alternative<Mapping>(arrangement) ? Mode::Pipelined : Mode::WeightStreaming;
    }
    [[nodiscard]] const System& system() const { return installation->system; }
};

/// How a plan finds its network again.
struct NetworkReference {
    std::string model; ///< as a person would name it: "gallery:resnet50", a path relative to the plan, "family:bert"
    std::string hash; ///< of the file's bytes, or of the gallery entry's
};

/// Everything a person edits. An immutable value: an edit is a new Project whose unchanged parts are shared.
struct Project {
    NetworkReference reference;
    std::shared_ptr<const Network> network;
    std::vector<std::shared_ptr<const Layout>> layouts;
    std::shared_ptr<const Assumptions> assumptions;
    std::string notes;
};

} // namespace waferscope
