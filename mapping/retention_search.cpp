#include "mapping/retention_search.h"

#include <algorithm>
#include <array>
#include <utility>

namespace waferscope {

namespace {

constexpr std::array<Retention, 3> kFates{Retention::Keep, Retention::Recompute, Retention::Spill};
constexpr std::size_t kMostMixes = 20'000; // 3^9: all are tried
constexpr std::size_t kPrefixes = 96; // tried of an order of layers, then between the best and its neighbours
constexpr std::size_t kMostInPairs = 40; // layers with a choice up to which two change at once
constexpr std::size_t kQuickVisits = 5'000'000; // of layers, by all courses worked out: a fraction of a second
constexpr std::size_t kThoroughVisits = 50'000'000;
constexpr int kRounds = 6; // of giving every layer another fate

class RetentionSearch {
public:
    RetentionSearch(const StreamingCourses& courses, std::size_t layers, const JobControl& job)
        : m_courses(courses)
        , m_job(job)
        , m_layers(layers)
    {
        for (std::size_t i = 0; i < layers; ++i)
            if (courses.hasChoice(KernelId{i}))
                m_free.push_back(i);
    }

    std::optional<RetentionPlan> search(Effort effort)
    {
        m_visits = effort == Effort::Quick ? kQuickVisits : kThoroughVisits;
        if (consider(std::vector<Retention>(m_layers, Retention::Keep)))
            return std::move(m_best); // all else only adds to it
        if (effort == Effort::Thorough && mixes() <= kMostMixes) {
            tryAll();
            return std::move(m_best);
        }
        std::optional<RetentionPlan> best;
        for (const std::vector<Retention>& fates :
             {std::vector{Retention::Recompute, Retention::Spill}, {Retention::Recompute}, {Retention::Spill}}) {
            m_best.reset(); // each order leads elsewhere
            for (const Retention fate : fates)
                consider(std::vector<Retention>(m_layers, fate));
            tryOrder(fates);
            if (effort == Effort::Thorough)
                improve();
            if (m_best && (!best || m_best->course.once < best->course.once))
                best = std::move(m_best);
        }
        return best;
    }

private:
    /// True when it is the best so far.
    bool consider(const std::vector<Retention>& retention)
    {
        m_visits -= std::min(m_visits, m_layers);
        StreamingCourse course = m_courses.of(retention);
        if (!m_courses.fits(course) || (m_best && course.once >= m_best->course.once))
            return false;
        m_best = RetentionPlan{retention, std::move(course)};
        return true;
    }

    [[nodiscard]] bool mayGoOn() const { return m_visits > 0 && !m_job.stopRequested(); }

    [[nodiscard]] std::size_t mixes() const
    {
        std::size_t count = 1;
        for (std::size_t i = 0; i < m_free.size() && count <= kMostMixes; ++i)
            count *= kFates.size();
        return count;
    }

    void tryAll()
    {
        std::vector<Retention> retention(m_layers, Retention::Keep);
        for (std::size_t mix = 0; mix < mixes() && mayGoOn(); ++mix) {
            std::size_t rest = mix;
            for (const std::size_t layer : m_free) {
                retention[layer] = kFates[rest % kFates.size()];
                rest /= kFates.size();
            }
            consider(retention);
        }
    }

    /// Lets go of one layer after the other, by time lost per byte freed, and keeps the rest.
    void tryOrder(const std::vector<Retention>& fates)
    {
        struct Step {
            std::size_t layer;
            Retention fate;
            double price; ///< cycles a byte
        };
        std::vector<Step> steps;
        for (const std::size_t layer : m_free) {
            const KernelId id{layer};
            const Retention fate = *std::min_element(fates.begin(), fates.end(), [&](Retention a, Retention b) {
                return m_courses.price(id, a) < m_courses.price(id, b);
            });
            const auto bytes = static_cast<double>(std::max<std::int64_t>(1, m_courses.activations(id).count()));
            steps.push_back({layer, fate, static_cast<double>(m_courses.price(id, fate).count()) / bytes});
        }
        std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.price < b.price; });
        const auto tryFirst = [&](std::size_t count) {
            std::vector<Retention> retention(m_layers, Retention::Keep);
            for (std::size_t i = 0; i < count; ++i)
                retention[steps[i].layer] = steps[i].fate;
            return consider(retention);
        };
        const std::size_t stride = std::max<std::size_t>(1, steps.size() / kPrefixes);
        std::size_t best = 0;
        for (std::size_t count = stride; count <= steps.size() && mayGoOn(); count += stride)
            if (tryFirst(count))
                best = count;
        for (std::size_t count = best > stride ? best - stride + 1 : 1; count < best && mayGoOn(); ++count)
            tryFirst(count);
    }

    /// Gives every layer, dearest first, each other fate, as long as one helps.
    void improve()
    {
        if (!m_best)
            return;
        for (int round = 0; round < kRounds; ++round) {
            std::vector<std::size_t> order = m_free;
            std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
                return m_courses.price(KernelId{a}, m_best->retention[a])
                    > m_courses.price(KernelId{b}, m_best->retention[b]);
            });
            bool helped = false;
            for (const std::size_t layer : order)
                helped |= changed({layer});
            if (!helped && m_free.size() <= kMostInPairs)
                for (std::size_t i = 0; i < order.size(); ++i)
                    for (std::size_t j = i + 1; j < order.size(); ++j)
                        helped |= changed({order[i], order[j]});
            if (!helped || !mayGoOn())
                return;
        }
    }

    /// Gives layers every other fate; true when one is better.
    bool changed(const std::vector<std::size_t>& layers)
    {
        const std::vector<Retention> before = m_best->retention;
        std::vector<Retention> retention = before;
        bool helped = false;
        const std::size_t mixes = layers.size() == 1 ? kFates.size() : kFates.size() * kFates.size();
        for (std::size_t mix = 0; mix < mixes && mayGoOn(); ++mix) {
            std::size_t rest = mix;
            for (const std::size_t layer : layers) {
                retention[layer] = kFates[rest % kFates.size()];
                rest /= kFates.size();
            }
            helped |= retention != before && consider(retention);
        }
        return helped;
    }

    const StreamingCourses& m_courses;
    const JobControl& m_job;
    std::size_t m_layers;
    std::size_t m_visits = 0; ///< of layers that are still allowed
    std::vector<std::size_t> m_free; ///< layers with a choice
    std::optional<RetentionPlan> m_best;
};

} // namespace

std::optional<RetentionPlan> bestRetention(const StreamingCourses& courses, std::size_t layers, Effort effort,
                                           const JobControl& job)
{
    return RetentionSearch(courses, layers, job).search(effort);
}

} // namespace waferscope
