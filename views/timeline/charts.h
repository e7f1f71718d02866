#pragma once

#include <QString>
#include <QWidget>

#include <memory>
#include <vector>

namespace waferscope {

/// One quantity of a run over time.
struct ChartSeries {
    QString title; ///< with unit and "of what"
    std::vector<double> values; ///< parallel to ChartData::times
    double most = 1.0; ///< top of the axis
    QString unit; ///< behind the value at the playhead
};

struct ChartData {
    QString timeUnit;
    std::vector<double> times; ///< ascending, in timeUnit
    std::vector<ChartSeries> series;
};

/// The run's quantities over time, one below the other, with the playhead through all. The one file that sees
/// QCustomPlot is charts.cpp.
class Charts : public QWidget {
    Q_OBJECT
public:
    explicit Charts(QWidget* parent = nullptr);
    ~Charts() override;

    void setData(std::shared_ptr<const ChartData> charts); ///< null: nothing to show
    void setTime(double time); ///< in the data's unit
    [[nodiscard]] int chartCount() const;

    [[nodiscard]] QSize sizeHint() const override { return {360, 160}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 80}; }

Q_SIGNALS:
    void sought(double time); ///< in the data's unit

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    class Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace waferscope
