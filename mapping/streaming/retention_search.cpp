#include "mapping/streaming/retention_search.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace waferscope {

namespace {

constexpr std::array<Retention, 3> kRetentions{Retention::Keep, Retention::Recompute, Retention::Spill};
constexpr std::size_t kMostMixes = 20'000; // 3^9: all are tried
constexpr std::size_t kPrefixes = 96; // tried of an order of layers, then between the best and its neighbours
constexpr std::size_t kMostInPairs = 40; // layers with a choice up to which two change at once
constexpr std::size_t kQuickVisits = 4'000'000; // of layers, by all courses worked out: a fraction of a second
constexpr std::size_t kThoroughVisits = 4'000'000;
constexpr std::size_t kMostExchanges = 500; // tried before one is given up
constexpr int kRounds = 40; // of giving every layer another retention

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
        for (const std::vector<Retention>& choices :
             {std::vector{Retention::Recompute, Retention::Spill}, {Retention::Recompute}, {Retention::Spill}}) {
            m_best.reset(); // each order leads elsewhere
            for (const Retention choice : choices)
                consider(std::vector<Retention>(m_layers, choice));
            tryOrder(choices);
            if (effort == Effort::Thorough && m_free.size() <= kMostInPairs)
                improve();
            keepBetter(best);
        }
        consider(std::vector<Retention>(m_layers, Retention::Spill)); // from there by whole kinds of layers
        improveGroups(groupsAlike());
        keepBetter(best);
        if (effort == Effort::Thorough) {
            m_best = std::move(best);
            improve();
            return std::move(m_best);
        }
        return best;
    }

private:
    using Group = std::vector<std::size_t>; ///< layers that have one retention

    void keepBetter(std::optional<RetentionPlan>& best)
    {
        if (m_best && (!best || m_best->course.once < best->course.once))
            best = std::move(m_best);
        m_best.reset();
    }

    /// Layers that cost and hold the same: a network of equal blocks has a handful of kinds.
    [[nodiscard]] std::vector<Group> groupsAlike() const
    {
        std::map<std::array<std::int64_t, 3>, Group> groups;
        for (const std::size_t layer : m_free) {
            const KernelId id{layer};
            groups[{m_courses.activations(id).count(), m_courses.price(id, Retention::Recompute).count(),
                    m_courses.price(id, Retention::Spill).count()}]
                .push_back(layer);
        }
        std::vector<Group> list;
        list.reserve(groups.size());
        for (auto& [key, group] : groups)
            list.push_back(std::move(group));
        return list;
    }

    StreamingCourse courseOf(const std::vector<Retention>& retention)
    {
        m_visits -= std::min(m_visits, m_layers);
        return m_courses.of(retention);
    }

    /// True when it is the best so far.
    bool consider(const std::vector<Retention>& retention)
    {
        StreamingCourse course = courseOf(retention);
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
            count *= kRetentions.size();
        return count;
    }

    void tryAll()
    {
        std::vector<Retention> retention(m_layers, Retention::Keep);
        for (std::size_t mix = 0; mix < mixes() && mayGoOn(); ++mix) {
            std::size_t rest = mix;
            for (const std::size_t layer : m_free) {
                retention[layer] = kRetentions[rest % kRetentions.size()];
                rest /= kRetentions.size();
            }
            consider(retention);
        }
    }

    /// Lets go of one layer after the other, by time lost per byte freed, and keeps the rest.
    void tryOrder(const std::vector<Retention>& choices)
    {
        struct Step {
            std::size_t layer;
            Retention choice;
            double price; ///< cycles a byte
        };
        std::vector<Step> steps;
        for (const std::size_t layer : m_free) {
            const KernelId id{layer};
            const Retention choice = *std::min_element(choices.begin(), choices.end(), [&](Retention a, Retention b) {
                return m_courses.price(id, a) < m_courses.price(id, b);
            });
            const auto bytes = static_cast<double>(std::max<std::int64_t>(1, m_courses.activations(id).count()));
            steps.push_back({layer, choice, static_cast<double>(m_courses.price(id, choice).count()) / bytes});
        }
        std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.price < b.price; });
        const auto tryFirst = [&](std::size_t count) {
            std::vector<Retention> retention(m_layers, Retention::Keep);
            for (std::size_t i = 0; i < count; ++i)
                retention[steps[i].layer] = steps[i].choice;
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

    /// Gives every layer, costliest first, each other retention, as long as one helps.
    void improve()
    {
        if (!m_best)
            return;
        for (int round = 0; round < kRounds; ++round) {
            const std::vector<std::size_t> order = costliestFirst(m_best->retention);
            std::vector<Group> each;
            each.reserve(order.size());
            for (const std::size_t layer : order)
                each.push_back({layer});
            if (!improveOnce(each) && !exchanged() && !refilled())
                return;
        }
    }

    void improveGroups(const std::vector<Group>& groups)
    {
        for (int round = 0; m_best && round < kRounds && mayGoOn(); ++round)
            if (!improveOnce(groups))
                return;
    }

    /// Gives every group each other retention and, when that does not help and they are few, every two of them.
    bool improveOnce(const std::vector<Group>& groups)
    {
        bool helped = false;
        for (std::size_t i = 0; i < groups.size() && mayGoOn(); ++i)
            helped |= changed({groups[i]});
        if (helped || groups.size() > kMostInPairs)
            return helped;
        for (std::size_t i = 0; i < groups.size() && mayGoOn(); ++i)
            for (std::size_t j = i + 1; j < groups.size(); ++j)
                helped |= changed({groups[i], groups[j]});
        return helped;
    }

    /// Layers by the time that a byte of theirs saves where it is kept.
    [[nodiscard]] std::vector<std::size_t> costliestFirst(const std::vector<Retention>& retention) const
    {
        const auto worth = [&](std::size_t layer) {
            const KernelId id{layer};
            return static_cast<double>(m_courses.price(id, retention[layer]).count())
                / static_cast<double>(std::max<std::int64_t>(1, m_courses.activations(id).count()));
        };
        std::vector<std::size_t> order = m_free;
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return worth(a) > worth(b); });
        return order;
    }

    /// Lets a kept layer go and fills the room with whatever is worth most there; true when that is better.
    bool refilled()
    {
        const RetentionPlan before = *m_best;
        for (const std::size_t kept : m_free) {
            if (before.retention[kept] != Retention::Keep || !mayGoOn())
                continue;
            std::vector<Retention> retention = before.retention;
            retention[kept] = m_courses.price(KernelId{kept}, Retention::Recompute)
                    <= m_courses.price(KernelId{kept}, Retention::Spill)
                ? Retention::Recompute
                : Retention::Spill;
            std::size_t tries = kMostInPairs;
            for (const std::size_t layer : costliestFirst(retention)) {
                if (layer == kept || retention[layer] == Retention::Keep)
                    continue;
                if (tries-- == 0)
                    break;
                const Retention old = std::exchange(retention[layer], Retention::Keep);
                if (!m_courses.fits(courseOf(retention)))
                    retention[layer] = old;
            }
            if (consider(retention))
                return true;
        }
        return false;
    }

    /// Lets a kept layer go to keep one that is costlier to do without; true when that is better.
    bool exchanged()
    {
        struct Pair {
            std::size_t kept;
            std::size_t wanted;
            Cycles gain;
        };
        const std::vector<Retention> before = m_best->retention;
        std::vector<std::size_t> kept;
        std::vector<std::size_t> wanted;
        for (const std::size_t layer : m_free)
            (before[layer] == Retention::Keep ? kept : wanted).push_back(layer);
        keepFirst(kept, [&](std::size_t a, std::size_t b) { return leastPrice(a) < leastPrice(b); });
        keepFirst(wanted, [&](std::size_t a, std::size_t b) { return priceIn(before, a) > priceIn(before, b); });
        std::vector<Pair> pairs;
        for (const std::size_t cheap : kept)
            for (const std::size_t costly : wanted)
                if (const Cycles gain = priceIn(before, costly) - leastPrice(cheap); gain > Cycles{0})
                    pairs.push_back({cheap, costly, gain});
        std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.gain > b.gain; });
        for (std::size_t i = 0; i < std::min(pairs.size(), kMostExchanges) && mayGoOn(); ++i)
            for (const Retention choice : {Retention::Recompute, Retention::Spill}) {
                std::vector<Retention> retention = before;
                retention[pairs[i].kept] = choice;
                retention[pairs[i].wanted] = Retention::Keep;
                if (consider(retention))
                    return true;
            }
        return false;
    }

    /// The first few in an order.
    template <typename Less>
    static void keepFirst(std::vector<std::size_t>& layers, Less less)
    {
        std::stable_sort(layers.begin(), layers.end(), less);
        layers.resize(std::min(layers.size(), kMostInPairs));
    }

    [[nodiscard]] Cycles priceIn(const std::vector<Retention>& retention, std::size_t layer) const
    {
        return m_courses.price(KernelId{layer}, retention[layer]);
    }

    [[nodiscard]] Cycles leastPrice(std::size_t layer) const
    {
        return std::min(m_courses.price(KernelId{layer}, Retention::Recompute),
                        m_courses.price(KernelId{layer}, Retention::Spill));
    }

    /// Gives groups of layers every other retention; true when one is better.
    bool changed(const std::vector<Group>& groups)
    {
        const std::vector<Retention> before = m_best->retention;
        std::vector<Retention> retention = before;
        bool helped = false;
        const std::size_t mixes = groups.size() == 1 ? kRetentions.size() : kRetentions.size() * kRetentions.size();
        for (std::size_t mix = 0; mix < mixes && mayGoOn(); ++mix) {
            std::size_t rest = mix;
            for (const Group& group : groups) {
                for (const std::size_t layer : group)
                    retention[layer] = kRetentions[rest % kRetentions.size()];
                rest /= kRetentions.size();
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
