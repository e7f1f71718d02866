#include "model/baseline/training_time.h"

#include <cmath>

namespace waferscope {

double flopsOf(const TrainingWork& work)
{
    return work.operations * work.parameters * work.tokens;
}

Seconds timeToTrain(const TrainingWork& work, double processors, double peakFlops, double utilization)
{
    return Seconds{flopsOf(work) / (processors * peakFlops * utilization)};
}

double doublingsOf(double flops)
{
    return std::log2(flops / kFlopsOfPflopDay);
}

} // namespace waferscope
