#include "core/base/random.h"
#include "mapping/placement/adapter_choice.h"
#include "tests/test_class.h"

#include <QTest>

#include <limits>

namespace waferscope {

/// Shapes for kernels in a row that suit each other.
class AdapterChoiceTest : public QObject {
    Q_OBJECT

private slots:
    void nothingCostsLess();
    void whatWasKeptChangesNothing();

private:
    static StripShape shape(Random& random, int length)
    {
        StripShape shape;
        shape.length = length;
        shape.thickness = 1 + static_cast<int>(random.below(9));
        shape.tilesHigh = 1 + static_cast<int>(random.below(2));
        shape.tilesWide = 1 + static_cast<int>(random.below(2));
        shape.leastFirst = 1 + static_cast<int>(random.below(4));
        shape.leastLast = 1 + static_cast<int>(random.below(4));
        shape.mostInputs = std::max(shape.leastFirst, shape.leastLast) + static_cast<int>(random.below(2));
        return shape;
    }
    static AdapterChoice::Item item(const std::vector<std::vector<StripShape>>& lists, Random& random)
    {
        AdapterChoice::Item item;
        item.shapes = &lists[random.below(lists.size())];
        item.longest = 2 + static_cast<int>(random.below(5));
        item.lengthWeight = static_cast<double>(random.below(4));
        item.adapterCost = static_cast<double>(random.below(5));
        item.parityCost = random.below(2) == 0 ? 0.0 : 0.5;
        item.isTarget = random.below(2) == 0;
        return item;
    }
    static std::vector<std::vector<StripShape>> lists(Random& random)
    {
        std::vector<std::vector<StripShape>> lists(3);
        for (std::vector<StripShape>& list : lists)
            for (int length = 1; length <= 4; ++length)
                list.push_back(shape(random, length));
        return lists;
    }
    static double costOf(const std::vector<AdapterChoice::Item>& items, const std::vector<int>& chosen)
    {
        double cost = 0.0;
        for (std::size_t i = 0; i < items.size(); ++i) {
            const StripShape& own = (*items[i].shapes)[static_cast<std::size_t>(chosen[i])];
            cost += items[i].lengthWeight * own.length;
            if (i == 0)
                continue;
            const StripShape& before = (*items[i - 1].shapes)[static_cast<std::size_t>(chosen[i - 1])];
            const int adapters = items[i].isTarget ? adaptersBetween(before, own) : adaptersBetween(own, before);
            cost += items[i].adapterCost * adapters;
            cost += (before.thickness + own.thickness) % 2 != 0 ? items[i].parityCost : 0.0;
        }
        return cost;
    }
    static double leastCost(const std::vector<AdapterChoice::Item>& items, std::vector<int>& chosen)
    {
        if (chosen.size() == items.size())
            return costOf(items, chosen);
        double least = std::numeric_limits<double>::infinity();
        const AdapterChoice::Item& next = items[chosen.size()];
        for (int index = 0; index < static_cast<int>(next.shapes->size()); ++index) {
            if ((*next.shapes)[static_cast<std::size_t>(index)].length > next.longest)
                break;
            chosen.push_back(index);
            least = std::min(least, leastCost(items, chosen));
            chosen.pop_back();
        }
        return least;
    }
};

/// Against all combinations.
void AdapterChoiceTest::nothingCostsLess()
{
    Random random{7};
    for (int time = 0; time < 200; ++time) {
        const std::vector<std::vector<StripShape>> choices = lists(random);
        AdapterChoice choice;
        for (int i = 0; i < 5; ++i)
            choice.items().push_back(item(choices, random));
        const std::vector<int> chosen = choice.choose();
        std::vector<int> none;
        QCOMPARE(costOf(choice.items(), chosen), leastCost(choice.items(), none));
    }
}

/// Items change one at a time; what the rows before them keep is as good as made anew.
void AdapterChoiceTest::whatWasKeptChangesNothing()
{
    Random random{8};
    const std::vector<std::vector<StripShape>> choices = lists(random);
    AdapterChoice kept;
    for (int i = 0; i < 20; ++i)
        kept.items().push_back(item(choices, random));
    for (int time = 0; time < 500; ++time) {
        kept.items()[random.below(kept.items().size())] = item(choices, random);
        AdapterChoice anew;
        anew.items() = kept.items();
        QVERIFY(kept.choose() == anew.choose());
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::AdapterChoiceTest)
#include "adapter_choice_test.moc"
