#pragma once

#include "core/base/sentence.h"
#include "mapping/map_network.h"

#include <optional>

namespace waferscope {

/// A change of a layout that was tried and helps.
struct Advice {
    Sentence sentence; ///< what to do and what that gains: "Place anew: 12 % more samples/s."
    Sentence action; ///< "Place anew": the name of the edit
    MappedLayout changed; ///< with what it promises; the layout itself where the installation lacks what is needed
    bool canBeDone = true; ///< false where it does
};

struct AdviceConfig {
    double leastGain = 0.01; ///< share of the samples/s, below which a change is not worth a sentence
    int mostEnlarged = 12; ///< kernels that grow one after the other, slowest first
    int mostReplicated = 4; ///< numbers of replicas tried
    PlacingConfig placing; ///< of every placement tried
};

/// Tries changes that a person could make, evaluates each as it would be, and gives the one that helps most: more
/// workers, a larger batch, the slowest kernels larger in free space, kernels nearer to each other, placed or scheduled
/// anew, with or without recomputation, as several replicas, in the other mode. Locked kernels stay; to unlock them is
/// advised only where that gains at least `leastGain` more than placing the others anew, or for replicas. More
/// samples/s count before more of a step's samples/s, and no change that costs either is given; of a layout that breaks
/// a rule or does not fit, any that mends it helps. Where the wafer waits for input, the sentence says what share of it
/// the workers feed and how many would saturate it, also where the installation has fewer; where weights bind in weight
/// streaming, the larger batch is the one at which they bind no more. None when nothing helps. Blocking; fails with
/// Stopped when asked to stop.
[[nodiscard]] Result<std::optional<Advice>> adviseOn(const MappedLayout& now, const Assumptions& assumptions,
                                                     const JobControl& job = {}, const AdviceConfig& config = {});

} // namespace waferscope
