#pragma once

#include <QWidget>

#include <vector>

class QAction;

namespace waferscope {

/// Exclusive actions side by side as one control, the checked one filled.
class Segmented : public QWidget {
    Q_OBJECT
public:
    explicit Segmented(const std::vector<QAction*>& actions, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace waferscope
