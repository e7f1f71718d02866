#pragma once

#include "core/machine/system.h"

#include <map>
#include <string>
#include <vector>

namespace waferscope {

// What a wafer is compared with (MODEL section 9), as resources/baselines/ states it.

/// A run of BERT to its accuracy on GPUs.
struct GpuRun {
    double gpus = 1.0; ///< at least 1
    double batch = 1.0; ///< samples of one update, of all GPUs
    double minutes = 0.0; ///< positive
};

struct PublishedGpuRun {
    GpuRun run;
    Mark mark = Mark::Assumed;
    std::string source;
};

/// Runs of one network.
struct GpuRuns {
    std::string title;
    std::string model; ///< as `wafer` takes it
    std::map<std::string, std::string> sizes; ///< of the model
    std::vector<PublishedGpuRun> runs; ///< at least one, fewest GPUs first
};

/// A processor as a roofline sees it. All numbers are positive.
struct Processor {
    std::string name;
    std::string title;
    double matrixFlops = 0.0; ///< a second, of dense products of matrices
    double vectorFlops = 0.0; ///< a second, of all else
    BytesPerSecond memory;
    Bytes value; ///< of one number that it computes with
    std::vector<SourcedFigure> figures;
};

/// A network that somebody has said a training time of.
struct ClaimedTraining {
    std::string name;
    std::string model; ///< as `wafer` takes it
    double tokens = 0.0;
    double days = 0.0;
    std::vector<SourcedFigure> figures;
};

/// All numbers are positive.
struct Trainings {
    double operations = 0.0; ///< of a parameter and token
    double operationsRecomputed = 0.0;
    double gpus = 0.0; ///< of the server that times are said of
    double utilization = 0.0; ///< of their peak
    double monthsBefore2012 = 0.0; ///< in which computing for the largest networks doubles
    double monthsSince2012 = 0.0;
    std::vector<SourcedFigure> figures;
    std::vector<ClaimedTraining> claimed;
};

} // namespace waferscope
