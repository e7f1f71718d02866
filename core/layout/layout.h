#pragma once

#include "core/base/result.h"
#include "core/layout/kernel.h"
#include "core/layout/mapping.h"
#include "core/layout/streaming_schedule.h"
#include "core/machine/execution.h"
#include "core/machine/system.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace waferscope {

/// What a layout answers: whose kernels are to run where. A plain value that nobody has judged yet.
struct LayoutProblem {
    std::shared_ptr<const Installation> installation;
    Execution execution;
    std::shared_ptr<const Network> network; ///< at the execution's sizes; null when kernels stand for themselves
    std::shared_ptr<const KernelGraph> graph; ///< its kernels; a layout's are of all replicas

    [[nodiscard]] const System& system() const { return installation->system; }

    friend bool operator==(const LayoutProblem&, const LayoutProblem&) = default; ///< of the same objects
};

/// Pipelined: every kernel has its place. Weight streaming: layers have the whole fabric in turn.
using Arrangement = std::variant<Mapping, StreamingSchedule>;
[[nodiscard]] Mode modeOf(const Arrangement& arrangement);

/// The execution as a mode runs it: streamed weights have one replica, since a layer has the whole fabric.
[[nodiscard]] Execution executionFor(Execution execution, Mode mode);

/// Why a person cannot ask for so many replicas in a mode; none when they can.
[[nodiscard]] std::optional<Error> refusedReplicas(Mode mode, int replicas);

/// One way to run a network on one installation: well formed, not necessarily legal. A value that shares its parts.
class Layout {
public:
    /// With executionFor() the arrangement's mode. Fails with Usage when a count of the execution or the schedule is
    /// out of range, or when replicas cannot share a step's samples evenly; with InvalidInput when the graph is not of
    /// as many replicas, or the arrangement is of another graph. Of a mapping's kernels createMapping() is the judge.
    [[nodiscard]] static Result<Layout> create(std::string name, LayoutProblem problem, Arrangement arrangement);

    // Each the same layout but for one part.
    [[nodiscard]] Layout withName(std::string name) const;
    [[nodiscard]] Layout withMapping(Mapping mapping) const; ///< pipelined; of the same kernels and streams
    [[nodiscard]] Result<Layout> withExecution(Execution execution) const; ///< fails as create() does

    [[nodiscard]] const std::string& name() const { return m_name; } ///< unique in a project
    [[nodiscard]] const LayoutProblem& problem() const { return m_problem; }
    [[nodiscard]] const std::shared_ptr<const Installation>& installation() const { return m_problem.installation; }
    [[nodiscard]] const Execution& execution() const { return m_problem.execution; }
    [[nodiscard]] const std::shared_ptr<const Network>& network() const { return m_problem.network; }
    [[nodiscard]] const std::shared_ptr<const KernelGraph>& graph() const { return m_problem.graph; } ///< never null
    [[nodiscard]] const System& system() const { return m_problem.system(); }

    [[nodiscard]] Mode mode() const { return modeOf(m_arrangement); }
    [[nodiscard]] const Arrangement& arrangement() const { return m_arrangement; }
    [[nodiscard]] const Mapping& mapping() const; ///< of a pipelined layout
    [[nodiscard]] const StreamingSchedule& schedule() const; ///< of a weight-streaming layout

    friend bool operator==(const Layout&, const Layout&) = default; ///< down to the last rectangle

private:
    Layout(std::string name, LayoutProblem problem, Arrangement arrangement);

    std::string m_name;
    LayoutProblem m_problem;
    Arrangement m_arrangement;
};

} // namespace waferscope
