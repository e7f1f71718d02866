#pragma once

#include "core/machine/baselines.h"

#include <optional>
#include <string>
#include <vector>

namespace waferscope {

/// BERT on some GPUs.
struct GpuRow {
    double gpus = 0.0;
    double batch = 0.0;
    double minutes = 0.0; ///< as the fit has it
    double efficiency = 0.0; ///< share of a step in which GPUs work on samples
    std::optional<double> published; ///< minutes
    std::string source;
};

struct GpuReport {
    std::string title;
    double sampleSeconds = 0.0; ///< what was fitted
    double fixedSeconds = 0.0;
    double doublingSeconds = 0.0;
    std::vector<GpuRow> rows; ///< published ones, then what was asked for
    std::vector<std::string> warnings;
};

struct TrainingRow {
    std::string name;
    double parameters = 0.0;
    double tokens = 0.0;
    double operations = 0.0; ///< of a parameter and token
    double gpus = 0.0;
    double peakFlops = 0.0; ///< of a GPU, a second
    double utilization = 0.0;
    double flops = 0.0;
    double pflopDays = 0.0;
    double seconds = 0.0;
    double doublings = 0.0; ///< from one PFLOP-day
    double monthsBefore2012 = 0.0; ///< that so many doublings took
    double monthsSince2012 = 0.0;
    std::optional<double> claimedDays;
};

struct TrainingReport {
    std::vector<TrainingRow> rows;
    std::vector<SourcedFigure> figures; ///< that they rest on
};

struct RooflineRow {
    std::string operation;
    double flops = 0.0; ///< of one operation
    double bytes = 0.0;
    double peakFlops = 0.0; ///< a second
    double attainableFlops = 0.0; ///< a second
    bool isBoundByMemory = false;
};

struct RooflineMachine {
    Processor processor;
    std::vector<RooflineRow> rows;
};

struct RooflineReport {
    double size = 0.0;
    double sparsity = 0.0;
    std::vector<RooflineMachine> machines;
};

/// What `wafer baseline` prints (CONTRACT section 3).
[[nodiscard]] std::string baselineJson(const GpuReport& report);
[[nodiscard]] std::string baselineJson(const TrainingReport& report);
[[nodiscard]] std::string baselineJson(const RooflineReport& report);

} // namespace waferscope
