#pragma once

#include "app/cli/options/assume_option.h"
#include "app/cli/options/model_options.h"
#include "core/base/job_control.h"
#include "core/machine/assumptions.h"
#include "mapping/map_network.h"
#include "session/change_run.h"

#include <chrono>
#include <memory>
#include <optional>

namespace waferscope {

/// What is run and on what: the options that map, compare and emulate share. Must live as long as parsing and the
/// command's action.
struct MappingOptions {
    std::string system;
    std::string installation;
    // absent: what the plan or the model's file says, or the default
    std::optional<std::string> mode;
    std::optional<std::string> run;
    std::optional<std::string> optimizer;
    std::optional<std::string> precision;
    std::optional<std::string> recompute;
    std::optional<std::int64_t> batch;
    std::optional<int> workers; ///< absent on a machine that is named: as many as it has
    std::optional<int> systems;
    std::optional<int> replicas;
    std::optional<double> sparsity;
    std::optional<std::uint64_t> seed;
    int threads = 0;
    double seconds = 0.0; ///< 0: not bounded by time
    std::optional<std::int64_t> moves; ///< absent: as many as is usual, or, bounded by time, as there is time for
    std::string objective = "throughput";
    AssumeOption assume;

    void addTo(CommandOptions& options); ///< all but --mode
    void addModeTo(CommandOptions& options);

    [[nodiscard]] Result<std::shared_ptr<const Assumptions>> assumptions() const;
    /// To map a network on the machine that is named.
    [[nodiscard]] Result<MapRequest> request(std::shared_ptr<const Network> network) const;
    /// To map a layout's network anew, as it is but for what the options say; its locked kernels stay.
    [[nodiscard]] Result<MapRequest> requestLike(const std::shared_ptr<const Layout>& layout) const;
    [[nodiscard]] PlacingConfig placing() const;
    /// To run a plan's layout otherwise: what was said.
    [[nodiscard]] Result<RunChange> change() const;

private:
    [[nodiscard]] Result<MapRequest> changed(MapRequest request) const;
};

/// A JobControl that asks to stop when the time is up, 0 seconds being never, or at an Interruption.
class TimeLimit {
public:
    explicit TimeLimit(double seconds);
    [[nodiscard]] JobControl control();
    [[nodiscard]] Seconds spent() const;

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    double m_seconds;
    std::stop_source m_stop;
};

} // namespace waferscope
