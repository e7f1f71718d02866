#pragma once

#include "core/base/random.h"
#include "model/pipelined/pipeline_model.h"

namespace waferscope {

/// Streams listed as (from, to), all of two slots and what jumps needs, `distance` cycles long, as fast as their ends.
inline void addStream(PipelineModel& model, std::size_t from, std::size_t to, std::int64_t distance,
                      std::int64_t transfer = 1, std::int64_t jump = 0)
{
    PipelineStream stream;
    stream.from = from;
    stream.to = to;
    stream.forward = std::max(model.stages[from].forward, transfer);
    stream.backward = std::max(model.stages[to].gradients, transfer);
    stream.forwardLinkBound = transfer > model.stages[from].forward;
    stream.backwardLinkBound = transfer > model.stages[to].gradients;
    stream.distance = distance;
    stream.slotCount = 2 + jump;
    model.from[from].push_back(model.streams.size());
    model.into[to].push_back(model.streams.size());
    model.streams.push_back(stream);
    model.stages[from].last = false;
}

/// Stages of these forward times in a chain `distance` apart, fed by workers in `input` cycles a sample.
inline PipelineModel chainModel(const std::vector<std::int64_t>& cycles, std::int64_t distance, std::int64_t input,
                                std::int64_t loss, std::int64_t batch)
{
    PipelineModel model;
    model.batch = batch;
    model.input = input;
    model.inputs = {{0, 2}};
    model.into.resize(cycles.size());
    model.from.resize(cycles.size());
    for (std::size_t i = 0; i < cycles.size(); ++i) {
        PipelineStage stage;
        stage.forward = cycles[i];
        stage.gradients = cycles[i];
        stage.inFlight = 2 * static_cast<std::int64_t>(cycles.size() - 1 - i) + 1;
        stage.inputGradient = i > 0;
        stage.weightGradient = true;
        stage.last = true;
        model.stages.push_back(stage);
    }
    for (std::size_t i = 0; i + 1 < cycles.size(); ++i)
        addStream(model, i, i + 1, distance);
    model.stages.back().loss = loss;
    return model;
}

/// The same without gradients.
inline PipelineModel inferring(PipelineModel model)
{
    model.trains = false;
    for (PipelineStage& stage : model.stages) {
        stage.loss = 0;
        stage.gradients = 0;
        stage.update = 0;
        stage.inFlight = 0;
        stage.inputGradient = false;
        stage.weightGradient = false;
    }
    return model;
}

/// So many replicas of a network, fed by the same workers in turn.
inline PipelineModel replicasOf(const PipelineModel& one, std::size_t replicas)
{
    PipelineModel all = one;
    all.replicas = replicas;
    const std::size_t stages = one.stages.size();
    const std::size_t streams = one.streams.size();
    for (std::size_t replica = 1; replica < replicas; ++replica) {
        all.stages.insert(all.stages.end(), one.stages.begin(), one.stages.end());
        for (PipelineStream stream : one.streams) {
            stream.from += replica * stages;
            stream.to += replica * stages;
            all.streams.push_back(stream);
        }
        for (const auto& [lists, ofOne] : {std::pair{&all.into, &one.into}, std::pair{&all.from, &one.from}})
            for (std::vector<std::size_t> ids : *ofOne) {
                for (std::size_t& id : ids)
                    id += replica * streams;
                lists->push_back(std::move(ids));
            }
        for (const PipelineInput& input : one.inputs)
            all.inputs.push_back({input.to + replica * stages, input.slotCount, replica});
    }
    return all;
}

/// A connected network with forks and joins; times of 1 to 60 cycles, so that everything binds now and then.
class RandomModel {
public:
    RandomModel(std::uint64_t seed, std::int64_t batch)
        : m_random(seed)
        , m_size(2 + m_random.below(7))
        , m_level(m_size, 0)
    {
        m_model.batch = batch;
        m_model.input = 1 + draw(60);
        m_model.host = draw(100);
        m_model.into.resize(m_size);
        m_model.from.resize(m_size);
    }

    PipelineModel made()
    {
        for (std::size_t i = 0; i < m_size; ++i)
            addStage(i > 0);
        for (std::size_t to = 1; to < m_size; ++to)
            feed(to);
        limitSamples();
        m_model.inputs.push_back({0, 2});
        if (m_random.below(3) == 0)
            m_model.inputs.push_back({m_size - 1, 2 + m_level[m_size - 1]});
        return m_random.below(4) == 0 ? inferring(m_model) : m_model;
    }

private:
    std::int64_t draw(std::uint64_t bound) { return static_cast<std::int64_t>(m_random.below(bound)); }

    void addStage(bool inputGradient)
    {
        PipelineStage stage;
        stage.forward = 1 + draw(60);
        stage.weightGradient = m_random.below(4) > 0;
        stage.inputGradient = inputGradient;
        stage.gradients = stage.weightGradient || stage.inputGradient ? stage.forward : 0;
        stage.update = stage.weightGradient ? draw(30) : 0;
        stage.last = true;
        m_model.stages.push_back(stage);
    }

    void feed(std::size_t to)
    {
        std::vector<std::size_t> producers{to - 1 - m_random.below(std::min<std::size_t>(to, 2))};
        if (producers[0] > 0 && m_random.below(3) == 0)
            producers.push_back(m_random.below(producers[0]));
        for (const std::size_t from : producers)
            m_level[to] = std::max(m_level[to], m_level[from] + 1);
        for (const std::size_t from : producers)
            addStream(m_model, from, to, draw(20), 1 + draw(70), m_level[to] - m_level[from] - 1);
    }

    void limitSamples()
    {
        std::vector<std::int64_t> beforeLast(m_size, 0);
        for (std::size_t i = m_size; i-- > 0;) {
            for (const std::size_t id : m_model.from[i])
                beforeLast[i] = std::max(beforeLast[i], beforeLast[m_model.streams[id].to] + 1);
            m_model.stages[i].inFlight = 2 * beforeLast[i] + 1;
            m_model.stages[i].loss = m_model.stages[i].last ? 1 + draw(20) : 0;
        }
    }

    Random m_random;
    std::size_t m_size;
    std::vector<std::int64_t> m_level;
    PipelineModel m_model;
};

} // namespace waferscope
